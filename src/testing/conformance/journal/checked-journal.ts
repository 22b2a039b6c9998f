import type { Journal } from '../../../journal/journal.ts'

/** A new, empty journal to be checked. */
export interface CheckedJournal {
  readonly journal: Journal
  /** Opens once more what the journal wrote to. Undefined if it keeps nothing beyond itself. */
  readonly reopen?: (() => Promise<Journal>) | undefined
  /**
   * Opens it for another engine, as if the one that has it open had ended, while that goes on. Undefined if nobody else can
   * come to it.
   */
  readonly takeOver?: (() => Promise<Journal>) | undefined
  /** Called last; the journal may have been closed. */
  readonly remove?: (() => Promise<void>) | undefined
}
