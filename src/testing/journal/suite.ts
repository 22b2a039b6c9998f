import type { Journal } from '../../journal/journal.ts'
import { callChecks } from './call-checks.ts'
import { closeChecks } from './close-checks.ts'
import { decisionChecks } from './decision-checks.ts'
import { pruneChecks } from './prune-checks.ts'
import { refusalChecks } from './refusal-checks.ts'
import { runChecks } from './run-checks.ts'

/** A new, empty journal to be checked. */
export interface CheckedJournal {
  readonly journal: Journal
  /** Opens once more what the journal wrote to. Undefined if it keeps nothing beyond itself. */
  readonly reopen?: (() => Promise<Journal>) | undefined
  /** Called last; the journal may have been closed. */
  readonly remove?: (() => Promise<void>) | undefined
}

/** One thing that every journal has to do. */
export interface JournalCheck {
  readonly name: string
  /** Rejects, with an AssertionError, if the journal does not. */
  run(): Promise<void>
}

/** A check before it has a journal. */
export interface Claim {
  readonly name: string
  readonly check: (checked: CheckedJournal) => Promise<void>
}

/**
 * What every journal has to do, to be run by any test framework:
 *
 *     for (const { name, run } of journalChecks(makeJournal)) test(name, run)
 */
export function journalChecks(makeJournal: () => Promise<CheckedJournal>): readonly JournalCheck[] {
  const claims = [
    ...callChecks,
    ...refusalChecks,
    ...decisionChecks,
    ...runChecks,
    ...pruneChecks,
    ...closeChecks,
  ]
  return claims.map(({ name, check }) => ({
    name,
    async run() {
      const checked = await makeJournal()
      try {
        await check(checked)
      } finally {
        await checked.journal.close()
        await checked.remove?.()
      }
    },
  }))
}
