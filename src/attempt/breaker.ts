import { checkBreaker, type BreakerOptions, type BreakerSettings } from '../call/guard-options.ts'
import { ResultWindow } from '../util/result-window.ts'

export type { BreakerOptions } from '../call/guard-options.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

/**
 * A circuit breaker's state (Nygard, "Release It!", 2007): closed, it lets everything through; open, nothing until
 * {@link retryAtMs}; then half-open, one probe, whose result closes it or opens it for twice as long.
 *
 * A decision only. A failure here is one that speaks against the service (overload, time-out, no connection): an
 * answer that the caller asked wrongly is `ok`, for the service is there to say so.
 */
export class Breaker {
  readonly #options: BreakerSettings
  readonly #results: ResultWindow
  #state: BreakerState = 'closed'
  #consecutiveFailures = 0
  /** Openings since it was last closed. */
  #openings = 0
  #openedAtMs = -Infinity
  #retryAtMs: number | undefined

  constructor(options?: BreakerOptions) {
    this.#options = checkBreaker(options, 'a breaker')
    this.#results = new ResultWindow(this.#options.window)
  }

  get state(): BreakerState {
    return this.#state
  }

  /** When the next probe may go; undefined while it is closed. In the past if the probe is under way. */
  get retryAtMs(): number | undefined {
    return this.#retryAtMs
  }

  /** Whether an attempt may start now. A yes to an open breaker is the probe: its result must be told. */
  allow(nowMs: number): boolean {
    const allowed = this.wouldAllow(nowMs)
    if (allowed && this.#state === 'open') this.#state = 'half-open'
    return allowed
  }

  /** What {@link allow} would say, without taking the probe. */
  wouldAllow(nowMs: number): boolean {
    if (this.#state === 'open') return nowMs >= (this.#retryAtMs ?? 0)
    return this.#state === 'closed'
  }

  /**
   * An attempt that started at `startedMs` has ended. One from before the last opening says nothing new; in the moment in
   * which it opened nothing started afterwards.
   */
  onResult(ok: boolean, nowMs: number, startedMs: number = nowMs): void {
    if (startedMs <= this.#openedAtMs || this.#state === 'open') return
    if (this.#state === 'half-open') {
      if (ok) this.#close()
      else this.#open(nowMs)
      return
    }
    this.#consecutiveFailures = ok ? 0 : this.#consecutiveFailures + 1
    this.#results.add(ok)
    if (!ok && this.#trips()) this.#open(nowMs)
  }

  /** An attempt that started at `startedMs` has ended without a word on the service: it was cancelled. */
  onAbandoned(startedMs: number): void {
    // The next attempt is the probe then.
    if (this.#state === 'half-open' && startedMs > this.#openedAtMs) this.#state = 'open'
  }

  #trips(): boolean {
    const { consecutiveFailures, failureRate } = this.#options
    if (this.#consecutiveFailures >= consecutiveFailures) return true
    return this.#results.isFull && this.#results.failureRate >= failureRate
  }

  #open(nowMs: number): void {
    const { openMs, maxOpenMs } = this.#options
    this.#state = 'open'
    this.#openedAtMs = nowMs
    this.#retryAtMs = nowMs + Math.min(maxOpenMs, openMs * 2 ** this.#openings)
    this.#openings += 1
  }

  #close(): void {
    this.#state = 'closed'
    this.#openings = 0
    this.#consecutiveFailures = 0
    this.#results.clear()
    this.#retryAtMs = undefined
  }
}
