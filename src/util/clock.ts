/** A timer that {@link Clock.clearTimer} stops. */
export type TimerHandle = object

/** All that is not deterministic: time, timers and chance. Tests pass a virtual one. */
export interface Clock {
  /** Milliseconds that never go backwards; the origin means nothing. */
  now(): number
  /** Milliseconds since 1970, for dates that others wrote. */
  epochMs(): number
  /** Calls `run(argument)` once, not before `delayMs`, however long that is; never, if it is `Infinity`. */
  setTimer<T>(run: (argument: T) => void, delayMs: number, argument: T): TimerHandle
  clearTimer(timer: TimerHandle): void
  /** From 0, inclusive, to 1, exclusive. */
  random(): number
}

/** The longest delay that Node's timers take, some 24.8 days; a longer one would fire at once. */
const longestDelayMs = 2_147_483_647

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  setTimer(run, delayMs, argument) {
    return delayMs > 0 ? new DueTimer(run, delayMs, argument) : setTimeout(run, 0, argument)
  },
  clearTimer(timer) {
    if (timer instanceof DueTimer) timer.clear()
    else clearTimeout(timer as NodeJS.Timeout)
  },
  random: () => Math.random(),
}

/** A delay that can be waited for: less than nothing, or no number at all, is no delay. */
export function delayOf(delayMs: number): number {
  return delayMs > 0 ? delayMs : 0
}

/**
 * One of the platform's timers after the other, until the time has come: they take no more than some days, and count whole
 * milliseconds, so that they ring up to one too early.
 */
class DueTimer<T> {
  readonly #run: (argument: T) => void
  readonly #argument: T
  readonly #dueMs: number
  #timer: Partial<NodeJS.Timeout> | undefined
  #keepsProcess = true

  constructor(run: (argument: T) => void, delayMs: number, argument: T) {
    this.#run = run
    this.#argument = argument
    this.#dueMs = performance.now() + delayMs
    this.#wait(delayMs)
  }

  clear(): void {
    clearTimeout(this.#timer as NodeJS.Timeout)
  }

  /** As that of Node's timers: it is no reason to keep the process. */
  unref(): void {
    this.#keepsProcess = false
    this.#timer?.unref?.()
  }

  /** However short it is, nothing runs before who sets a timer has it. */
  #wait(leftMs: number): void {
    if (leftMs === Infinity) return
    this.#timer = setTimeout(() => this.#ring(), Math.min(Math.ceil(leftMs), longestDelayMs))
    if (!this.#keepsProcess) this.unref()
  }

  #ring(): void {
    const leftMs = this.#dueMs - performance.now()
    if (leftMs > 0) this.#wait(leftMs)
    else this.#run(this.#argument)
  }
}

/** Resolves when the event loop has turned: whatever else was due has run by then. Takes no time on any clock. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else turnByMessage(resolve)
  })
}

const turns: (() => void)[] = []
let channel: InstanceType<typeof MessageChannel> | undefined

/** Where there is no `setImmediate`: timers within timers are late by 4 ms in browsers, and messages are not. */
function turnByMessage(then: () => void): void {
  if (channel === undefined) {
    channel = new MessageChannel()
    channel.port1.addEventListener('message', () => turns.shift()?.())
    channel.port1.start()
  }
  turns.push(then)
  channel.port2.postMessage(undefined)
}

/** Resolves after `delayMs`; rejects with the signal's reason as soon as it fires. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error)
      return
    }
    const onAbort = (): void => {
      clock.clearTimer(timer)
      reject(signal?.reason as Error)
    }
    const timer = clock.setTimer(
      () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      },
      delayMs,
      undefined,
    )
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
