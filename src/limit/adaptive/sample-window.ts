import type { Sample } from './algorithm.ts'

/** What a window of samples says together. */
export interface WindowSummary {
  /** Of those that were not dropped; undefined if all were. */
  readonly meanRunMs: number | undefined
  readonly maxInFlight: number
  /** From 0 to 1. */
  readonly droppedShare: number
}

/** Gathers samples, so that one outlier does not move a limit. */
export class SampleWindow {
  #count = 0
  #dropped = 0
  #runMs = 0
  #maxInFlight = 0

  get count(): number {
    return this.#count
  }

  add({ runMs, inFlight, dropped }: Sample): void {
    this.#count += 1
    if (dropped) this.#dropped += 1
    else this.#runMs += runMs
    this.#maxInFlight = Math.max(this.#maxInFlight, inFlight)
  }

  /** Sums up what came, and begins the next window. */
  take(): WindowSummary {
    const completed = this.#count - this.#dropped
    const summary: WindowSummary = {
      meanRunMs: completed === 0 ? undefined : this.#runMs / completed,
      maxInFlight: this.#maxInFlight,
      droppedShare: this.#count === 0 ? 0 : this.#dropped / this.#count,
    }
    this.#count = this.#dropped = this.#runMs = this.#maxInFlight = 0
    return summary
  }
}
