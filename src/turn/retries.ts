import type { Failure } from '../attempt/failure.ts'
import { RetryBudget } from '../attempt/retry-budget.ts'
import { repeatable } from '../call/effects.ts'
import { backoffMs } from '../util/backoff.ts'
import type { Entry } from './entry.ts'
import type { EngineSettings } from './options.ts'

/** Whoever loses so many attempts of one call would lose the next one, too. */
const mostLosses = 3

/** Decides whether a call whose attempt failed gets another, and when. */
export class Retries {
  readonly #settings: EngineSettings
  readonly #budget: RetryBudget | undefined

  constructor(settings: EngineSettings) {
    this.#settings = settings
    const { retryBudget } = settings
    this.#budget = retryBudget === false ? undefined : new RetryBudget(retryBudget)
  }

  /** A call has started its first attempt. */
  onCall(): void {
    this.#budget?.onCall(this.#settings.clock.now())
  }

  /** After how many milliseconds the next attempt may go; undefined if there is to be none. */
  delayMs(entry: Entry, failure: Failure): number | undefined {
    const { transient, nothingDone, retryAfterMs, lost } = failure
    const { clock, retries } = this.#settings
    const { tool } = entry
    if (tool === undefined || !transient || entry.stopped) return undefined
    // As after a crash: what may run again runs again, whether or not its tool asks for retries.
    if (lost) return entry.rounds <= mostLosses && repeatable(tool, nothingDone) ? 0 : undefined
    if (entry.rounds > (tool.retries ?? retries) || !repeatable(tool, nothingDone)) return undefined
    const delayMs = backoffMs(entry.rounds, clock.random(), retryAfterMs)
    if (delayMs >= entry.turn.remainingMs()) return undefined
    if (this.#budget?.take(clock.now()) === false) return undefined
    return delayMs
  }
}
