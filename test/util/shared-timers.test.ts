import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { SharedTimers } from '../../src/util/shared-timers.ts'
import { stillKept } from '../support/garbage.ts'

describe('timers that share one', () => {
  it('end each at its own time, in the order in which they began', async () => {
    const clock = virtualClock()
    const timers = new SharedTimers(clock)
    const ended: [string, number][] = []
    const end = (name: string): void => void ended.push([name, clock.now()])
    timers.setTimer(end, 100, 'a')
    timers.setTimer(end, 50, 'short')
    await clock.advance(30)
    timers.setTimer(end, 100, 'b')
    timers.setTimer(end, 100, 'c')
    assert.equal(clock.pendingTimers, 2)
    await clock.runUntilIdle()
    assert.deepEqual(ended, [
      ['short', 50],
      ['a', 100],
      ['b', 130],
      ['c', 130],
    ])
    assert.equal(clock.pendingTimers, 0)
  })

  it('leave nothing behind once all are cleared, the first, the last or one between', async () => {
    const clock = virtualClock()
    const timers = new SharedTimers(clock)
    const ended: string[] = []
    const handles = ['a', 'b', 'c', 'd'].map((name) =>
      timers.setTimer((argument) => void ended.push(argument), 10, name),
    )
    for (const index of [1, 0, 3, 3]) timers.clearTimer(handles[index] as object)
    assert.equal(clock.pendingTimers, 1)
    timers.clearTimer(handles[2] as object)
    assert.equal(clock.pendingTimers, 0)
    await clock.advance(100)
    assert.deepEqual(ended, [])
  })

  it('are on time though one that ends sets another, or clears the next', async () => {
    const clock = virtualClock()
    const timers = new SharedTimers(clock)
    const ended: [string, number][] = []
    const end = (name: string): void => void ended.push([name, clock.now()])
    timers.setTimer(() => timers.setTimer(end, 10, 'again'), 10, undefined)
    await clock.advance(5)
    timers.setTimer(() => timers.clearTimer(next), 10, undefined)
    const next = timers.setTimer(end, 10, 'cleared')
    timers.setTimer(end, 10, 'kept')
    await clock.runUntilIdle()
    assert.deepEqual(ended, [
      ['kept', 15],
      ['again', 20],
    ])
    assert.equal(clock.pendingTimers, 0)
  })

  it('fire late, never or at once, as the clock below has it', async () => {
    const clock = virtualClock()
    const timers = new SharedTimers(clock)
    const ended: [number, number][] = []
    const delays = [60 * 86_400_000, Infinity, NaN, -5, -Infinity, Infinity]
    const handles = delays.map((delayMs, index) =>
      timers.setTimer((at) => void ended.push([at, clock.now()]), delayMs, index),
    )
    await clock.runUntilIdle()
    assert.deepEqual(ended, [
      [2, 0],
      [3, 0],
      [4, 0],
      [0, 60 * 86_400_000],
    ])
    for (const handle of handles) timers.clearTimer(handle)
    assert.equal(clock.pendingTimers, 0)
  })

  it('keep nothing of a delay that is over: there may be as many as calls', async () => {
    const clock = virtualClock()
    const timers = new SharedTimers(clock)
    // In a function of its own, for this one holds what it had last while it waits.
    const setAndClear = (delayMs: number): WeakRef<object> => {
      const timer = timers.setTimer(() => {}, delayMs, undefined)
      timers.clearTimer(timer)
      // All timers of a delay have one queue.
      return new WeakRef((timer as { readonly queue: object }).queue)
    }
    const queues = Array.from({ length: 1_000 }, (_, index) => setAndClear(index + 1))
    assert.equal(await stillKept(queues), 0)
    assert.equal(clock.pendingTimers, 0)
  })

  it('are not disturbed by one that is cleared again, or once it has ended', async () => {
    const clock = virtualClock()
    const timers = new SharedTimers(clock)
    const ended: string[] = []
    const set = (name: string): object =>
      timers.setTimer((argument) => void ended.push(argument), 10, name)
    const [a, b, c] = ['a', 'b', 'c', 'd'].map(set) as [object, object, object]
    // Its neighbour of then is not there any more.
    for (const handle of [b, c, b]) timers.clearTimer(handle)
    await clock.advance(10)
    set('e')
    for (const handle of [a, b, c]) timers.clearTimer(handle)
    await clock.runUntilIdle()
    assert.deepEqual(ended, ['a', 'd', 'e'])
    assert.equal(clock.pendingTimers, 0)
  })
})
