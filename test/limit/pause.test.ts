import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Pause } from '../../src/limit/pause.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'

test('of several moments the latest counts', async () => {
  const clock = virtualClock()
  const pause = new Pause('pause', clock)
  for (const untilMs of [300, 500, 400]) pause.until(untilMs)
  assert.deepEqual([pause.ready(), pause.readyAtMs()], [false, 500])
  await clock.advance(499)
  assert.equal(pause.ready(), false)
  await clock.advance(1)
  assert.equal(pause.ready(), true)
})

test('those who come before a moment are refused, and told for how long', async () => {
  const clock = virtualClock()
  const pause = new Pause('pause', clock)
  assert.equal(pause.refusedMs(), 0)
  for (const untilMs of [3_000, 5_000, 4_000]) pause.refuseUntil(untilMs)
  await clock.advance(1_000)
  assert.equal(pause.refusedMs(), 4_000)
  await clock.advance(4_000)
  assert.equal(pause.refusedMs(), 0)
  await clock.advance(1_000)
  assert.equal(pause.refusedMs(), 0)
})

test('to refuse is not to pause, and to pause is not to refuse', () => {
  const clock = virtualClock()
  const pause = new Pause('pause', clock)
  pause.refuseUntil(1_000)
  assert.equal(pause.ready(), true)
  const other = new Pause('other', clock)
  other.until(1_000)
  assert.equal(other.refusedMs(), 0)
})
