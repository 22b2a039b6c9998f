import { AsyncResource } from 'node:async_hooks'
import { FanfoldError, UsageError } from '../call/errors/error.ts'
import { finiteNumber, show, wholeNumber } from '../call/expect.ts'
import type { Exact } from '../call/options/exact.ts'
import { optional, optionsCheck } from '../call/options/option-list.ts'
import { delayOf, type Clock, type TimerHandle } from '../util/clock.ts'
import { Heap, type HeapItem } from '../util/heap.ts'
import { seededRandom } from './random.ts'
import { settle } from './settle.ts'

/** What a virtual clock starts with. */
export interface VirtualClockOptions {
  /** Decides what `random()` gives; default 0. */
  readonly seed?: number | undefined
  /** The date at the start, in milliseconds since 1970; default 2026-01-01. */
  readonly epochMs?: number | undefined
  /** The most timers that one drive fires before it calls the code endless; default 1,000,000. */
  readonly maxTimers?: number | undefined
}

/**
 * A clock for tests, whose time moves only when it is told to. Timers fire in order of time, then of creation.
 *
 * Each of the three drives first lets everything run that needs no time, and again after every timer: it goes on
 * only when no promise callback, `process.nextTick` or `setImmediate` is left (see trio's `MockClock`, which jumps
 * when every task waits). Sockets, files and threads are not seen: code under this clock must wait by this clock.
 * A timer that throws rejects the drive. Only one drive may be under way at a time.
 */
export interface VirtualClock extends Clock {
  /** How many timers wait. 0 after a test shows that nothing leaked. */
  readonly pendingTimers: number
  /** Moves on by `ms`, firing every timer that falls due. */
  advance(ms: number): Promise<void>
  /** Jumps from timer to timer until none is left, but those that never fire. */
  runUntilIdle(): Promise<void>
  /**
   * Jumps from timer to timer until `promise` settles, and gives what it gives.
   *
   * @throws {FanfoldError} with code `deadlock` if it is pending and no timer is left that could change that, or
   * `endless` after `maxTimers` timers.
   */
  run<T>(promise: PromiseLike<T>): Promise<T>
}

const check = optionsCheck<VirtualClockOptions, keyof VirtualClockOptions>({
  seed: optional(finiteNumber, 0),
  epochMs: optional(finiteNumber, Date.UTC(2026, 0, 1)),
  maxTimers: optional(wholeNumber, 1_000_000),
})

interface Timer extends TimerHandle, HeapItem {
  readonly dueMs: number
  /** Grows with every timer, so that those of one moment fire in the order in which they were set. */
  readonly order: number
  readonly fire: () => void
}

/**
 * Makes a virtual clock, at 0 ms.
 *
 * @throws {UsageError} if an option is not what its type says.
 */
export function virtualClock<Given = unknown>(
  options?: Exact<VirtualClockOptions, Given>,
): VirtualClock {
  const { seed, epochMs, maxTimers } = check(options, 'virtualClock')
  const timers = new Heap(isBefore)
  let nowMs = 0
  let made = 0
  let driven = false

  /** Fires timers up to `untilMs`, each when everything waits, until `done` or none is left. */
  async function drive(untilMs: number, done?: () => boolean): Promise<void> {
    if (driven)
      throw new UsageError(
        'Expected one drive of a virtual clock at a time: await the last `advance`, `run` or `runUntilIdle` first.',
      )
    driven = true
    try {
      for (let fired = 0; ; fired++) {
        await settle()
        const timer = timers.peek()
        if (done?.() || timer === undefined || timer.dueMs > untilMs) return
        // It never fires, and so does none behind it.
        if (timer.dueMs === Infinity) return
        if (fired === maxTimers) throw endless(maxTimers, nowMs)
        timers.remove(timer)
        nowMs = timer.dueMs
        timer.fire()
      }
    } finally {
      driven = false
    }
  }

  return {
    now: () => nowMs,
    epochMs: () => epochMs + nowMs,
    random: seededRandom(seed),
    setTimer(run, delayMs, argument) {
      const dueMs = nowMs + delayOf(delayMs)
      // As a timer of the platform does: what is begun in it is begun inside the call that set it.
      const context = new AsyncResource('fanfold.Timer', { requireManualDestroy: true })
      const fire = (): void => context.runInAsyncScope(run, undefined, argument)
      const timer: Timer = { dueMs, order: made++, fire, heapIndex: -1 }
      timers.push(timer)
      return timer
    },
    clearTimer: (timer) => timers.remove(timer as Timer),
    get pendingTimers() {
      return timers.size
    },
    async advance(ms) {
      if (!(typeof ms === 'number' && ms >= 0 && ms < Infinity))
        throw new UsageError(
          `Expected \`advance\` to get milliseconds, 0 or more, got ${show(ms)}.`,
        )
      const untilMs = nowMs + ms
      await drive(untilMs)
      nowMs = untilMs
    },
    runUntilIdle: () => drive(Infinity),
    async run(promise) {
      let settled = false
      const settles = (): void => void (settled = true)
      promise.then(settles, settles)
      await drive(Infinity, () => settled)
      if (!settled) throw deadlock(nowMs)
      return promise
    },
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.dueMs === other.dueMs ? one.order < other.order : one.dueMs < other.dueMs
}

function deadlock(nowMs: number): FanfoldError {
  return new FanfoldError(
    `The promise is pending at ${nowMs} ms and no timer is left that could settle it: a deadlock, or it waits for ` +
      'something that is not on this clock (a socket, a file, a thread, another clock).',
    { code: 'deadlock' },
  )
}

function endless(maxTimers: number, nowMs: number): FanfoldError {
  return new FanfoldError(
    `Fired ${maxTimers} timers up to ${nowMs} ms and there are more: something sets itself again forever. ` +
      'Use `advance` for such code, or raise `maxTimers`.',
    { code: 'endless' },
  )
}
