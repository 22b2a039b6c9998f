/** A timer that {@link Clock.clearTimer} stops. */
export type TimerHandle = object

/** All that is not deterministic: time, timers and chance. Tests pass a virtual one. */
export interface Clock {
  /** Milliseconds that never go backwards; the origin means nothing. */
  now(): number
  /** Milliseconds since 1970, for dates that others wrote. */
  epochMs(): number
  /** Calls `run(argument)` once, not before `delayMs`. */
  setTimer<T>(run: (argument: T) => void, delayMs: number, argument: T): TimerHandle
  clearTimer(timer: TimerHandle): void
  /** From 0, inclusive, to 1, exclusive. */
  random(): number
}

/** The longest delay that Node's timers take; a longer one would fire at once. */
const longestDelayMs = 2_147_483_647

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  setTimer: (run, delayMs, argument) =>
    setTimeout(run, Math.min(delayMs, longestDelayMs), argument),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
  random: () => Math.random(),
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
