import { checkHedge, type HedgeOptions } from '../call/guard-options.ts'
import { QuantileSketch } from '../util/quantile-sketch.ts'

export type { HedgeOptions } from '../call/guard-options.ts'

/** So many extra attempts may be saved up. */
const mostSaved = 50
/** So many of them only calls that ask again may have. */
const reserved = 5
/** After so many results the delay is computed anew. */
const refreshEvery = 10

/**
 * When one tool's calls get another attempt beside the first: "hedged requests", sent after the 95th percentile of
 * the expected latency, which costs about 5 % more load (Dean and Barroso, "The Tail at Scale", CACM 56(2), 2013).
 *
 * A decision only, asked like this: {@link delayMs} after its start, a call that still runs asks {@link take}, and
 * again at each following delay until it has had {@link perCall} extra attempts. One in twenty calls gets as far as
 * the first question, which is all that the budget has, but most of these end soon after. A part of the budget is
 * therefore kept for those who ask again: the truly slow ones.
 */
export class HedgePolicy {
  readonly perCall: number
  readonly #quantile: number
  readonly #budget: number
  readonly #minSamples: number
  readonly #runTimes = new QuantileSketch()
  #saved = 0
  #results = 0
  #firstDelayMs: number | undefined

  constructor(options?: HedgeOptions) {
    const { quantile, budget, perCall, minSamples } = checkHedge(options, 'a hedge')
    this.#quantile = quantile
    this.#budget = budget
    this.perCall = perCall
    this.#minSamples = minSamples
  }

  /** A call has started its first attempt. */
  onCall(): void {
    this.#saved = Math.min(mostSaved, this.#saved + this.#budget)
  }

  /** A call has its answer, `runMs` milliseconds after its first attempt started, from whichever attempt. */
  onResult(runMs: number): void {
    this.#runTimes.add(runMs)
    this.#results += 1
    if (this.#results < this.#minSamples) return
    if (this.#firstDelayMs === undefined || this.#results % refreshEvery === 0)
      this.#firstDelayMs = this.#upperQuantile()
  }

  /**
   * When a call asks for another attempt, in milliseconds after the start of its first.
   *
   * @param asked how often it has asked already; the delay doubles with each time.
   * @returns undefined if too little is known of the tool yet.
   */
  delayMs(asked = 0): number | undefined {
    return this.#firstDelayMs === undefined ? undefined : this.#firstDelayMs * 2 ** asked
  }

  /** Whether the call may have another attempt now; if so, the budget is charged for it. */
  take(asked = 0): boolean {
    const kept = asked === 0 ? reserved : 0
    if (this.#saved < kept + 1) return false
    this.#saved -= 1
    return true
  }

  /** Not below the true one: of calls that all take equally long, none is to be hedged just before its end. */
  #upperQuantile(): number | undefined {
    const estimate = this.#runTimes.quantile(this.#quantile)
    return estimate === undefined ? undefined : estimate / (1 - this.#runTimes.accuracy)
  }
}
