import assert from 'node:assert/strict'
import { it } from 'node:test'
import { lastYielded } from '../../src/call/last-yielded.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import type { Clock } from '../../src/util/clock.ts'

async function* endless(): AsyncGenerator<number> {
  for (let n = 1; ; n += 1) yield n
}

it('a generator that waits for nothing lets the event loop turn all the same', async () => {
  const told: unknown[] = []
  let turned = false
  setImmediate(() => {
    turned = true
  })
  const last = await lastYielded(
    endless(),
    (value) => {
      told.push(value)
      return !turned
    },
    virtualClock(),
  )
  assert.equal(last, told.at(-1))
  assert.ok(told.length <= 101, `${told.length}`)
})

it('one whose every value takes long lets it turn after each', async () => {
  let nowMs = 0
  const clock: Clock = { ...virtualClock(), now: () => (nowMs += 20) }
  let turned = false
  setImmediate(() => {
    turned = true
  })
  assert.equal(await lastYielded(endless(), () => !turned, clock), 2)
})
