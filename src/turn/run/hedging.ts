import type { HedgePolicy } from '../../attempt/hedge.ts'
import type { Clock, TimerHandle } from '../../util/clock.ts'

/** Gives a call that takes longer than its tool's calls mostly do another attempt beside the first. */
export class Hedging {
  readonly #clock: Clock
  readonly #policy: HedgePolicy
  readonly #another: () => void
  /** When the first attempt of the round started. */
  #roundMs = 0
  #hedges = 0
  /** How often the call has asked for one. */
  #asks = 0
  #timer: TimerHandle | undefined

  /** @param another puts the call in line for another attempt. */
  constructor(clock: Clock, policy: HedgePolicy, another: () => void) {
    this.#clock = clock
    this.#policy = policy
    this.#another = another
  }

  /** The call's first attempt ever starts. */
  onCall(): void {
    this.#policy.onCall()
  }

  /** An attempt has started. At most one timer a call: what is in line already is waited for. */
  onAttempt(isFirstOfRound: boolean): void {
    if (isFirstOfRound) {
      this.#roundMs = this.#clock.now()
      this.#asks = 0
    }
    this.#setTimer()
  }

  /** The call has its answer. */
  onResult(): void {
    this.#policy.onResult(this.#clock.now() - this.#roundMs)
  }

  stop(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer)
    this.#timer = undefined
  }

  #setTimer(): void {
    if (this.#timer !== undefined || this.#hedges >= this.#policy.perCall) return
    const dueMs = this.#policy.delayMs(this.#asks)
    if (dueMs === undefined) return
    const delayMs = Math.max(0, this.#roundMs + dueMs - this.#clock.now())
    this.#timer = this.#clock.setTimer(() => this.#ask(), delayMs, undefined)
  }

  #ask(): void {
    this.#timer = undefined
    const granted = this.#policy.take(this.#asks)
    this.#asks += 1
    if (!granted) this.#setTimer()
    else {
      this.#hedges += 1
      this.#another()
    }
  }
}
