import { systemClock, type TimerHandle } from '../../util/clock.ts'
import type { KeyClaim } from './claim.ts'

/** For how long each claim waits for a Redis that cannot be reached. */
export class Patience {
  readonly #ms: number
  readonly #onEnd: (claim: KeyClaim) => void
  readonly #timers = new Map<KeyClaim, TimerHandle>()

  constructor(ms: number, onEnd: (claim: KeyClaim) => void) {
    this.#ms = ms
    this.#onEnd = onEnd
  }

  /** Redis cannot be reached now. */
  start(claims: Iterable<KeyClaim>): void {
    if (this.#ms === Infinity) return
    for (const claim of claims) {
      this.end(claim)
      this.#timers.set(claim, systemClock.setTimer(this.#onEnd, this.#ms, claim))
    }
  }

  end(claim: KeyClaim): void {
    const timer = this.#timers.get(claim)
    if (timer !== undefined) systemClock.clearTimer(timer)
    this.#timers.delete(claim)
  }

  /** Redis is there. */
  endAll(): void {
    for (const claim of this.#timers.keys()) this.end(claim)
  }
}
