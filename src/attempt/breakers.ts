import type { Breaker } from './breaker.ts'

/** The breakers that an attempt passes: its tool's own, and those of the limits that the tool names. */
export class Breakers {
  readonly #breakers: readonly Breaker[]

  constructor(breakers: readonly Breaker[]) {
    this.#breakers = breakers
  }

  /** The latest time at which one that is open lets a probe through; undefined if none is open. */
  get retryAtMs(): number | undefined {
    let latestMs: number | undefined
    for (const { retryAtMs } of this.#breakers)
      if (retryAtMs !== undefined) latestMs = Math.max(latestMs ?? retryAtMs, retryAtMs)
    return latestMs
  }

  /** Whether an attempt may start now: no probe is taken unless all let it through. */
  allow(nowMs: number): boolean {
    if (!this.#breakers.every((breaker) => breaker.wouldAllow(nowMs))) return false
    for (const breaker of this.#breakers) breaker.allow(nowMs)
    return true
  }

  onResult(ok: boolean, nowMs: number, startedMs: number): void {
    for (const breaker of this.#breakers) breaker.onResult(ok, nowMs, startedMs)
  }

  onAbandoned(startedMs: number): void {
    for (const breaker of this.#breakers) breaker.onAbandoned(startedMs)
  }
}
