import type { BreakerPlan } from './plan.ts'

/** What an attempt's end says of the service. */
export type Word = 'ok' | 'failed' | 'unknown'

/**
 * A breaker as it is published, said anew. It knows attempts by themselves, not by their times: what began before it
 * opened says nothing new, and of a half-open one only the probe decides.
 */
export class BreakerModel {
  readonly #options: BreakerPlan
  #state: 'closed' | 'open' | 'half-open' = 'closed'
  /** Those that have begun while it was closed as it is now. */
  #heard = new Set<object>()
  #probe: object | undefined
  #last: boolean[] = []
  #openings = 0
  retryAtMs: number | undefined

  constructor(options: BreakerPlan) {
    this.#options = options
  }

  allows(nowMs: number): boolean {
    if (this.#state === 'half-open') return false
    return this.#state === 'closed' || nowMs >= (this.retryAtMs ?? 0)
  }

  begins(attempt: object): void {
    if (this.#state === 'closed') this.#heard.add(attempt)
    else {
      this.#state = 'half-open'
      this.#probe = attempt
    }
  }

  ends(attempt: object, word: Word, nowMs: number): void {
    if (this.#state === 'half-open' && attempt === this.#probe) this.#probed(word, nowMs)
    else if (this.#state === 'closed' && this.#heard.delete(attempt) && word !== 'unknown') {
      this.#last.push(word === 'ok')
      if (word === 'failed' && this.#isTooMuch()) this.#open(nowMs)
    }
  }

  #probed(word: Word, nowMs: number): void {
    this.#probe = undefined
    if (word === 'failed') this.#open(nowMs)
    // The next attempt is the probe then.
    else if (word === 'unknown') this.#state = 'open'
    else {
      this.#state = 'closed'
      this.retryAtMs = undefined
      this.#openings = 0
    }
  }

  #isTooMuch(): boolean {
    const { consecutiveFailures, failureRate, window } = this.#options
    const inARow = this.#last.length - 1 - this.#last.lastIndexOf(true)
    if (inARow >= consecutiveFailures) return true
    const seen = this.#last.slice(-window)
    return seen.length === window && seen.filter((ok) => !ok).length >= failureRate * window
  }

  #open(nowMs: number): void {
    const { openMs, maxOpenMs } = this.#options
    let forMs = openMs
    for (let times = 0; times < this.#openings; times += 1) forMs *= 2
    this.#openings += 1
    this.#state = 'open'
    this.retryAtMs = nowMs + Math.min(forMs, maxOpenMs)
    this.#heard = new Set()
    this.#last = []
  }
}
