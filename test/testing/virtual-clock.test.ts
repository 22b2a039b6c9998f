import { AsyncLocalStorage } from 'node:async_hooks'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FanfoldError, UsageError } from '../../src/call/errors/error.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { sleep } from '../../src/util/clock.ts'

const immediate = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
const tick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))
const draw = (seed: number): number[] =>
  Array.from({ length: 1_000 }, virtualClock({ seed }).random)
const never = new Promise<never>(() => {})

describe('a virtual clock', () => {
  it('stands still until it is told to move', async () => {
    const clock = virtualClock({ epochMs: 1_000 })
    await immediate()
    assert.equal(clock.now(), 0)
    assert.equal(clock.epochMs(), 1_000)
    await clock.advance(250)
    assert.equal(clock.now(), 250)
    assert.equal(clock.epochMs(), 1_250)
  })

  it('fires timers in order of time, then of creation', async () => {
    const clock = virtualClock()
    const fired: string[] = []
    const note = (name: string): void => void fired.push(`${name}@${clock.now()}`)
    clock.setTimer(note, 20, 'c')
    clock.setTimer(note, 10, 'a')
    clock.setTimer(note, 10, 'b')
    clock.setTimer(note, 0, 'now')
    await clock.advance(19)
    assert.deepEqual(fired, ['now@0', 'a@10', 'b@10'])
    await clock.advance(1)
    assert.equal(fired[3], 'c@20')
    assert.equal(clock.pendingTimers, 0)
  })

  it('fires what a timer sets, within the same advance', async () => {
    const clock = virtualClock()
    const fired: number[] = []
    const again = (): void => {
      fired.push(clock.now())
      clock.setTimer(again, 10, undefined)
    }
    clock.setTimer(again, 10, undefined)
    await clock.advance(35)
    assert.deepEqual(fired, [10, 20, 30])
    assert.equal(clock.now(), 35)
    assert.equal(clock.pendingTimers, 1)
  })

  it('does not fire a timer that another one clears at the same moment', async () => {
    const clock = virtualClock()
    const fired: string[] = []
    clock.setTimer(() => clock.clearTimer(second), 10, undefined)
    const second = clock.setTimer(() => fired.push('second'), 10, undefined)
    const own = clock.setTimer(() => clock.clearTimer(own), 10, undefined)
    await clock.runUntilIdle()
    assert.deepEqual(fired, [])
    clock.clearTimer(second)
    assert.equal(clock.pendingTimers, 0)
  })

  it('takes no other timer away when one is cleared twice, or after it fired', async () => {
    const clock = virtualClock()
    const first = clock.setTimer(() => {}, 1, undefined)
    const second = clock.setTimer(() => {}, 2, undefined)
    clock.setTimer(() => {}, 3, undefined)
    await clock.advance(1)
    clock.clearTimer(first)
    assert.equal(clock.pendingTimers, 2)
    clock.clearTimer(second)
    clock.clearTimer(second)
    assert.equal(clock.pendingTimers, 1)
  })

  it('agrees with a sorted list, whatever is set and cleared', async () => {
    for (let seed = 0; seed < 50; seed++) {
      const clock = virtualClock({ seed })
      const fired: number[] = []
      const set = Array.from({ length: 60 }, (_, index) => {
        const dueMs = Math.floor(clock.random() * 20)
        return { index, dueMs, timer: clock.setTimer((i) => fired.push(i), dueMs, index) }
      })
      const kept = set.filter(({ timer }) => {
        const keep = clock.random() < 0.6
        if (!keep) clock.clearTimer(timer)
        return keep
      })
      assert.equal(clock.pendingTimers, kept.length)
      await clock.runUntilIdle()
      kept.sort((one, other) => one.dueMs - other.dueMs || one.index - other.index)
      assert.deepEqual(
        fired,
        kept.map(({ index }) => index),
      )
    }
  })

  it('lets everything run that needs no time before it jumps', async () => {
    const clock = virtualClock()
    const seen: number[] = []
    await clock.run(
      (async () => {
        clock.setTimer(() => seen.push(-1), 5, undefined)
        for (let round = 0; round < 100; round++) await Promise.resolve()
        for (let round = 0; round < 5; round++) await tick().then(immediate)
        seen.push(clock.now())
        await sleep(clock, 10)
      })(),
    )
    assert.deepEqual(seen, [0, -1])
  })

  it('drives two clocks at once without one waiting for the other', async () => {
    const clocks = [virtualClock(), virtualClock()] as const
    await Promise.all(clocks.map((clock) => clock.run(sleep(clock, 1_000))))
    assert.deepEqual(
      clocks.map((clock) => clock.now()),
      [1_000, 1_000],
    )
  })

  it('goes no further than the promise that it runs', async () => {
    const clock = virtualClock()
    clock.setTimer(() => assert.fail('too far'), 120_000, undefined)
    assert.equal(await clock.run(sleep(clock, 600).then(() => 'done')), 'done')
    assert.equal(clock.now(), 600)
    assert.equal(clock.pendingTimers, 1)
    const reason = new Error('as it is')
    await assert.rejects(clock.run(Promise.reject(reason)), (error) => error === reason)
  })

  it('calls a promise that nothing can settle a deadlock', async () => {
    const clock = virtualClock()
    await assert.rejects(
      clock.run(Promise.all([never, sleep(clock, 30)])),
      (error) =>
        FanfoldError.is(error) && error.code === 'deadlock' && /at 30 ms/.test(error.message),
    )
  })

  it('stops at code that sets timers for ever', async () => {
    const clock = virtualClock({ maxTimers: 100 })
    const again = (): void => void clock.setTimer(again, 1, undefined)
    again()
    await assert.rejects(
      clock.run(never),
      (error) => FanfoldError.is(error) && error.code === 'endless',
    )
    assert.equal(clock.now(), 100)
  })

  it('rejects the drive when a timer throws, and goes on after that', async () => {
    const clock = virtualClock()
    const reason = new Error('boom')
    clock.setTimer(
      () => {
        throw reason
      },
      5,
      undefined,
    )
    await assert.rejects(clock.advance(10), (error) => error === reason)
    assert.equal(clock.now(), 5)
    await clock.advance(5)
    assert.equal(clock.now(), 10)
  })

  it('refuses a second drive, and time that goes backwards', async () => {
    const clock = virtualClock()
    const first = clock.advance(10)
    await assert.rejects(clock.advance(10), UsageError)
    await first
    await assert.rejects(clock.advance(-1), UsageError)
    await assert.rejects(clock.advance(Number.NaN), UsageError)
    assert.equal(clock.now(), 10)
  })

  it('aborts a sleep without leaving its timer', async () => {
    const clock = virtualClock()
    const abort = new AbortController()
    clock.setTimer(() => abort.abort(new Error('enough')), 40, undefined)
    await assert.rejects(clock.run(sleep(clock, 1_000, abort.signal)), /enough/)
    assert.equal(clock.now(), 40)
    assert.equal(clock.pendingTimers, 0)
  })

  it('takes a delay that is no number as none, a long one as it is, and an endless one as never', async () => {
    const clock = virtualClock()
    const fired: number[] = []
    const years = 1e11
    const timers = [Number.NaN, -5, Infinity, years].map((delayMs) =>
      clock.setTimer(() => fired.push(clock.now()), delayMs, undefined),
    )
    await clock.runUntilIdle()
    await clock.advance(1)
    assert.deepEqual(fired, [0, 0, years])
    assert.equal(clock.pendingTimers, 1)
    await assert.rejects(clock.run(new Promise(() => {})), { code: 'deadlock' })
    for (const timer of timers) clock.clearTimer(timer)
    assert.equal(clock.pendingTimers, 0)
  })

  it('repeats its chances for the same seed only', () => {
    assert.deepEqual(draw(7), draw(7))
    assert.notDeepEqual(draw(7), draw(8))
    assert.notDeepEqual(draw(0), draw(2 ** 32))
    const mean = draw(7).reduce((sum, value) => sum + value, 0) / 1_000
    assert.ok(mean > 0.45 && mean < 0.55, `mean ${mean}`)
    assert.ok(draw(7).every((value) => value >= 0 && value < 1))
  })
})

it('a timer fires in the async context in which it was set, as one of the platform does', async () => {
  const clock = virtualClock()
  const storage = new AsyncLocalStorage<string>()
  const seen: (string | undefined)[] = []
  const note = (what: string): void => void seen.push(`${what} in ${storage.getStore()}`)
  storage.run('a', () => clock.setTimer(note, 2, 'later'))
  storage.run('b', () => clock.setTimer(note, 1, 'sooner'))
  clock.setTimer(note, 3, 'last')
  await clock.runUntilIdle()
  assert.deepEqual(seen, ['sooner in b', 'later in a', 'last in undefined'])
})
