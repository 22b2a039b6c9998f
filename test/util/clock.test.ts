import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { sleep, systemClock } from '../../src/util/clock.ts'

const longestMs = 2_147_483_647
const dayMs = 86_400_000

/** Time that is moved by hand, beneath the machine's clock. Its timers may see more of it pass than has. */
function machine(context: TestContext): { tick(ms: number, passedMs?: number): void } {
  let nowMs = 1_000
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const { setTimeout: set } = globalThis
  const short = (run: () => void, delayMs: number): unknown => {
    assert.ok(delayMs <= longestMs, 'Node would let it fire at once.')
    return set(run, delayMs)
  }
  context.mock.method(globalThis, 'setTimeout', short as never)
  context.mock.method(performance, 'now', () => nowMs)
  return {
    tick(ms, passedMs = ms) {
      nowMs += passedMs
      context.mock.timers.tick(ms)
    },
  }
}

describe('the timers of the machine’s clock', () => {
  it('fire when their time has come, however far that is off, and only once', (context) => {
    const { tick } = machine(context)
    for (const delayMs of [longestMs, longestMs + 1, 60 * dayMs, 5 * longestMs]) {
      const fired: string[] = []
      systemClock.setTimer(() => fired.push('fired'), delayMs, undefined)
      let leftMs = delayMs
      for (; leftMs > dayMs; leftMs -= dayMs) tick(dayMs)
      tick(leftMs - 1)
      assert.deepEqual(fired, [], `${delayMs}`)
      tick(1)
      tick(100 * dayMs)
      assert.deepEqual(fired, ['fired'], `${delayMs}`)
    }
  })

  it('never fire before their time, though the machine’s own ring up to a millisecond early', (context) => {
    const { tick } = machine(context)
    for (const delayMs of [0.4, 3.9, 5, 60 * dayMs]) {
      let fired = 0
      systemClock.setTimer(() => (fired += 1), delayMs, undefined)
      let leftMs = delayMs
      for (; leftMs > dayMs; leftMs -= dayMs) tick(dayMs)
      const whole = Math.ceil(leftMs)
      tick(whole, leftMs - 0.3)
      assert.equal(fired, 0, `${delayMs}`)
      tick(1)
      assert.equal(fired, 1, `${delayMs}`)
    }
  })

  it('run nothing while they are being set, however short they are: who sets one does not have it yet', async () => {
    for (const delayMs of [Number.MIN_VALUE, 1e-9, 1e-4, 0, -1, NaN]) {
      let hasIt = false
      const fired = new Promise<boolean>((resolve) => {
        systemClock.setTimer(() => resolve(hasIt), delayMs, undefined)
      })
      hasIt = true
      assert.ok(await fired, `${delayMs}`)
    }
  })

  it('never fire after Infinity, and keep nothing on the machine’s own', (context) => {
    const { tick } = machine(context)
    let fired = 0
    const timer = systemClock.setTimer(() => (fired += 1), Infinity, undefined)
    for (let day = 0; day < 100; day += 1) tick(dayMs)
    systemClock.clearTimer(timer)
    assert.equal(fired, 0)
    assert.equal((setTimeout as unknown as { mock: { callCount(): number } }).mock.callCount(), 0)
  })

  it('are cleared, also after some of the way', (context) => {
    const { tick } = machine(context)
    let fired = 0
    const timers = [5, longestMs + 5, 3 * longestMs].map((delayMs) =>
      systemClock.setTimer(() => (fired += 1), delayMs, undefined),
    )
    for (const timer of timers) systemClock.clearTimer(timer)
    const later = systemClock.setTimer(() => (fired += 1), 60 * dayMs, undefined)
    for (let day = 0; day < 40; day += 1) tick(dayMs)
    systemClock.clearTimer(later)
    for (let day = 0; day < 40; day += 1) tick(dayMs)
    assert.equal(fired, 0)
  })

  it('fire at once when the delay is less than nothing, or no number', (context) => {
    const { tick } = machine(context)
    let fired = 0
    for (const delayMs of [-1, -Infinity, NaN])
      systemClock.setTimer(() => (fired += 1), delayMs, undefined)
    tick(1)
    assert.equal(fired, 3)
  })

  it('let one sleep for longer than they take, until a signal fires', async (context) => {
    const { tick } = machine(context)
    const controller = new AbortController()
    const slept = Promise.allSettled([
      sleep(systemClock, Infinity, controller.signal),
      sleep(systemClock, 30 * dayMs, controller.signal),
    ])
    for (let day = 0; day < 30; day += 1) tick(dayMs)
    controller.abort(new Error('enough'))
    assert.deepEqual(
      (await slept).map(({ status }) => status),
      ['rejected', 'fulfilled'],
    )
  })
})
