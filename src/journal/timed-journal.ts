import { FanfoldError } from '../call/errors/error.ts'
import { asError } from '../util/as-error.ts'
import type { Clock, TimerHandle } from '../util/clock.ts'
import { nameOf } from '../util/name-of.ts'
import { onAbort } from '../util/on-abort.ts'
import { SharedTimers } from '../util/shared-timers.ts'
import type { Journal } from './journal.ts'

/** A journal that takes longer is as good as broken; nothing must hang on it. */
const answerWithinMs = 10_000
/** So long who was told to stop still waits for what it asked: one that works answers, and what it knows counts. */
const stoppedWithinMs = 2_000

/** A journal that answers each question in time, or fails. */
export class TimedJournal {
  readonly #journal: Journal
  readonly #timers: Clock

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal
    this.#timers = new SharedTimers(clock)
  }

  /**
   * What the journal answers, however it fails: always with an error.
   *
   * @param stopped fires when there is less time.
   * @throws {FanfoldError} `journal_timeout` if it does not answer in time.
   */
  soon<T>(ask: (journal: Journal) => Promise<T>, stopped?: AbortSignal): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const timers: TimerHandle[] = []
    const giveUpAfter = (ms: number): void => {
      const giveUp = (): void => {
        end()
        const message = `${nameOf(this.#journal, 'The journal')} did not answer in ${ms} ms.`
        reject(new FanfoldError(message, { code: 'journal_timeout' }))
      }
      timers.push(this.#timers.setTimer(giveUp, ms, undefined))
    }
    giveUpAfter(answerWithinMs)
    const off = stopped && onAbort(stopped, () => giveUpAfter(stoppedWithinMs))
    const end = (): void => {
      off?.()
      for (const timer of timers) this.#timers.clearTimer(timer)
    }
    const asked = new Promise<T>((answer) => answer(ask(this.#journal)))
    asked.then(resolve, (fault: unknown) => reject(asError(fault))).finally(end)
    return promise
  }
}
