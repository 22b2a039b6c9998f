import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { Alarm } from '../../src/util/alarm.ts'
import type { Clock } from '../../src/util/clock.ts'

describe('an alarm', () => {
  it('rings at the moment that was named last, once, and has no other timer', async () => {
    const clock = virtualClock()
    const rung: number[] = []
    const alarm = new Alarm(clock, () => rung.push(clock.now()))
    for (const atMs of [50, 20, 30, 30]) {
      alarm.set(atMs)
      assert.equal(clock.pendingTimers, 1)
    }
    assert.equal(alarm.isSet, true)
    await clock.runUntilIdle()
    assert.deepEqual(rung, [30])
    assert.equal(alarm.isSet, false)
  })

  it('does not ring once it is taken back, and leaves no timer', async () => {
    const clock = virtualClock()
    const alarm = new Alarm(clock, () => assert.fail('It rang.'))
    alarm.set(50)
    alarm.set(undefined)
    assert.equal(alarm.isSet, false)
    assert.equal(clock.pendingTimers, 0)
  })

  it('may be set again for the same moment by whoever finds that it rang too early', async () => {
    const clock = virtualClock()
    const early: Clock = {
      ...clock,
      setTimer: (run, delayMs, argument) => clock.setTimer(run, delayMs / 2, argument),
    }
    const rung: number[] = []
    const alarm: Alarm = new Alarm(early, () => {
      rung.push(clock.now())
      assert.equal(alarm.isSet, false)
      if (rung.length < 3) alarm.set(80)
    })
    alarm.set(80)
    await clock.runUntilIdle()
    assert.deepEqual(rung, [40, 60, 70])
  })
})
