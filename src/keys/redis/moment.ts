import { systemClock } from '../../util/clock.ts'

/** A moment that all threads of this process, and no other process, can measure from. */
export interface Moment {
  readonly monotonicMs: number
  readonly epochMs: number
}

export function thisMoment(): Moment {
  // Not `performance.now`, which begins at another time in each thread.
  return { monotonicMs: Number(process.hrtime.bigint()) / 1e6, epochMs: systemClock.epochMs() }
}

/**
 * How long ago it was at most. The date counts too, because the monotonic clock stands still while the machine sleeps; if
 * the date is set forward this says too much, which is safe.
 */
export function sinceMs(moment: Moment, now: Moment = thisMoment()): number {
  return Math.max(now.monotonicMs - moment.monotonicMs, now.epochMs - moment.epochMs)
}
