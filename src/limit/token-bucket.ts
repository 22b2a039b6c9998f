/**
 * A token bucket that holds `burst` tokens and gets `perSecond` new ones each second, so that never more than
 * `perSecond + burst` are taken in any second.
 *
 * Kept as the moment at which it will be full again rather than as a count, as the generic cell rate algorithm does
 * (ITU-T I.371, annex A): nothing has to tick, and when the next token comes is known exactly.
 */
export class TokenBucket {
  readonly #intervalMs: number
  readonly #capacityMs: number
  #fullAtMs = -Infinity

  constructor(perSecond: number, burst: number) {
    this.#intervalMs = 1_000 / perSecond
    this.#capacityMs = burst * this.#intervalMs
  }

  /** From when on there is a token. */
  get readyAtMs(): number {
    return this.#fullAtMs + this.#intervalMs - this.#capacityMs
  }

  has(nowMs: number): boolean {
    return nowMs >= this.readyAtMs
  }

  /** Whether there is a token left at a moment, if one is taken now. */
  hasAnother(nowMs: number, atMs: number): boolean {
    const fullAtMs = this.#fullAfter(nowMs)
    return Math.max(nowMs, atMs) >= fullAtMs + this.#intervalMs - this.#capacityMs
  }

  take(nowMs: number): void {
    this.#fullAtMs = this.#fullAfter(nowMs)
  }

  #fullAfter(nowMs: number): number {
    return Math.max(this.#fullAtMs, nowMs) + this.#intervalMs
  }
}
