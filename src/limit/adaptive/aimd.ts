import {
  clamp,
  fillRange,
  type FullRange,
  type LimitAlgorithm,
  type LimitRange,
  type Sample,
} from './algorithm.ts'

export interface AimdOptions extends LimitRange {
  /**
   * An attempt that runs longer than this many milliseconds counts as dropped; default `Infinity`. The published
   * default of five seconds is for requests of one kind, and tools may take minutes.
   */
  readonly slowMs?: number | undefined
}

/** By which a drop cuts the limit. */
const backoffRatio = 0.9

/**
 * Additive increase, multiplicative decrease: one more when an attempt ends well while the limit is at least half
 * used, a tenth less when one is dropped (Netflix concurrency-limits, AIMDLimit.java; the idea is TCP's, after Chiu
 * and Jain, 1989).
 *
 * In one thing it differs: after a cut for slowness the attempts that were in flight at that moment are slow whatever
 * the limit is now, and do not cut it again (as RFC 5681, section 3.1, reduces a window once for one loss event).
 */
export class Aimd implements LimitAlgorithm {
  readonly #range: FullRange
  readonly #slowMs: number
  #limit: number
  /** How many of those to come were in flight at the last cut for slowness. */
  #stale = 0

  constructor(options: AimdOptions = {}) {
    this.#range = fillRange(options)
    this.#slowMs = options.slowMs ?? Infinity
    this.#limit = this.#range.initial
  }

  get limit(): number {
    return this.#limit
  }

  onSample({ runMs, inFlight, dropped }: Sample): void {
    const stale = this.#stale > 0
    if (stale) this.#stale -= 1
    if (dropped) this.#set(Math.floor(this.#limit * backoffRatio))
    else if (runMs > this.#slowMs) {
      if (stale) return
      this.#stale = inFlight - 1
      this.#set(Math.floor(this.#limit * backoffRatio))
    } else if (inFlight * 2 >= this.#limit) this.#set(this.#limit + 1)
  }

  #set(limit: number): void {
    this.#limit = clamp(limit, this.#range.min, this.#range.max)
  }
}
