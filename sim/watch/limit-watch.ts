import type { LimitPlan } from '../plan.ts'

/** Rates are fractions. */
const tolerance = 1e-6
/** Two moments so close together may be one, as far as fractions go. */
const momentMs = 1e-3

/** What is known of a named limit: when attempts under it started, and until when it is to be left alone. */
export class LimitWatch {
  readonly name: string
  readonly plan: LimitPlan
  readonly #starts: number[] = []
  #pausedAtMs = Infinity
  #pausedUntilMs = -Infinity
  #maybeUntilMs = -Infinity

  constructor(name: string, plan: LimitPlan) {
    this.name = name
    this.plan = plan
  }

  /** A tool was told to come back later; `certain` says whether the engine surely heard of it. */
  pause(nowMs: number, forMs: number, certain: boolean): void {
    const untilMs = nowMs + forMs
    this.#maybeUntilMs = Math.max(this.#maybeUntilMs, untilMs)
    if (!certain || untilMs <= this.#pausedUntilMs) return
    if (nowMs >= this.#pausedUntilMs) this.#pausedAtMs = nowMs
    this.#pausedUntilMs = untilMs
  }

  /** In the very moment in which it was paused, nobody need know it yet. */
  isPaused(nowMs: number): boolean {
    return nowMs > this.#pausedAtMs && nowMs < this.#pausedUntilMs
  }

  /** Whether time keeps it closed, as far as can be told. */
  mayBeClosed(nowMs: number): boolean {
    return nowMs < this.#maybeUntilMs || this.#tokens(nowMs - momentMs) < 1
  }

  /** Whether one more may start by its rate: that of a bucket of `burst` tokens. */
  hasToken(nowMs: number): boolean {
    return this.#tokens(nowMs) >= 1 - tolerance
  }

  started(nowMs: number): void {
    this.#starts.push(nowMs)
  }

  #tokens(nowMs: number): number {
    const { perSecond = Infinity, burst = 1 } = this.plan
    if (perSecond === Infinity) return Infinity
    let tokens = burst
    let atMs = 0
    for (const startMs of [...this.#starts, nowMs]) {
      tokens = Math.min(burst, tokens + ((startMs - atMs) * perSecond) / 1_000) - 1
      atMs = startMs
    }
    return tokens + 1
  }
}
