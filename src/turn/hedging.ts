import type { HedgePolicy } from '../attempt/hedge.ts'
import type { Clock } from '../util/clock.ts'
import type { Entry } from './entry.ts'

/** Gives calls that take longer than their tool's calls mostly do another attempt beside the first. */
export class Hedging {
  readonly #clock: Clock
  readonly #another: (entry: Entry) => void

  /** @param another puts a call in line for another attempt. */
  constructor(clock: Clock, another: (entry: Entry) => void) {
    this.#clock = clock
    this.#another = another
  }

  /** An attempt of the call has started. At most one timer a call: what is in line already is waited for. */
  arm(entry: Entry, policy: HedgePolicy | undefined): void {
    if (policy === undefined || entry.timer !== undefined || entry.hedges >= policy.perCall) return
    const dueMs = policy.delayMs(entry.asks)
    if (dueMs === undefined) return
    const delayMs = Math.max(0, entry.roundMs + dueMs - entry.turn.nowMs())
    entry.timer = this.#clock.setTimer(() => this.#ask(entry, policy), delayMs, undefined)
  }

  #ask(entry: Entry, policy: HedgePolicy): void {
    entry.timer = undefined
    const granted = policy.take(entry.asks)
    entry.asks += 1
    if (granted) {
      entry.hedges += 1
      this.#another(entry)
    } else this.arm(entry, policy)
  }
}
