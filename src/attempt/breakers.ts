import type { Breaker } from './breaker.ts'

/** Leave for one attempt to start. It ends once, however the attempt does, so that no probe is ever lost. */
export interface BreakerPass {
  /** `ok`: the service is there. `unknown`: the attempt said nothing of it. Only the first call counts. */
  end(outcome: 'ok' | 'failed' | 'unknown'): void
}

/** The breakers that an attempt passes: its tool's own, and those of the limits that the tool names. */
export class Breakers {
  readonly #breakers: readonly Breaker[]
  readonly #nowMs: () => number

  constructor(breakers: readonly Breaker[], nowMs: () => number) {
    this.#breakers = breakers
    this.#nowMs = nowMs
  }

  /** How long until one that is open lets a probe through, in milliseconds; 0 or less if none is open, or a probe is under way. */
  waitMs(): number {
    let latestMs = 0
    for (const { retryAtMs } of this.#breakers)
      if (retryAtMs !== undefined) latestMs = Math.max(latestMs, retryAtMs)
    return latestMs - this.#nowMs()
  }

  /** Nothing is to start now: one of them is open, or its probe is under way. */
  get isOpen(): boolean {
    return !this.#allAllow(this.#nowMs())
  }

  /** Leave to start now; undefined if one is open. No probe is taken unless all let it through. */
  enter(): BreakerPass | undefined {
    const startedMs = this.#nowMs()
    if (!this.#allAllow(startedMs)) return undefined
    for (const breaker of this.#breakers) breaker.allow(startedMs)
    let over = false
    return {
      end: (outcome) => {
        if (over) return
        over = true
        for (const breaker of this.#breakers)
          if (outcome === 'unknown') breaker.onAbandoned(startedMs)
          else breaker.onResult(outcome === 'ok', this.#nowMs(), startedMs)
      },
    }
  }

  #allAllow(nowMs: number): boolean {
    return this.#breakers.every((breaker) => breaker.wouldAllow(nowMs))
  }
}
