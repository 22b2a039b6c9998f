import type { HedgePolicy } from '../attempt/hedge.ts'
import type { Clock } from '../util/clock.ts'
import type { Entry, HedgeState } from './entry.ts'

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
    if (policy === undefined) return
    const nowMs = entry.turn.nowMs()
    const state = (entry.hedge ??= { roundMs: nowMs, hedges: 0, asks: 0 })
    if (entry.trials.length === 1) state.roundMs = nowMs
    this.#setTimer(entry, state, policy, nowMs)
  }

  #setTimer(entry: Entry, state: HedgeState, policy: HedgePolicy, nowMs: number): void {
    if (entry.timer !== undefined || state.hedges >= policy.perCall) return
    const dueMs = policy.delayMs(state.asks)
    if (dueMs === undefined) return
    const delayMs = Math.max(0, state.roundMs + dueMs - nowMs)
    entry.timer = this.#clock.setTimer(() => this.#ask(entry, state, policy), delayMs, undefined)
  }

  #ask(entry: Entry, state: HedgeState, policy: HedgePolicy): void {
    entry.timer = undefined
    const granted = policy.take(state.asks)
    state.asks += 1
    if (granted) {
      state.hedges += 1
      this.#another(entry)
    } else this.#setTimer(entry, state, policy, entry.turn.nowMs())
  }
}
