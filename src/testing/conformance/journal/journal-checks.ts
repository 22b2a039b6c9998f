import { callChecks } from './call-checks.ts'
import type { CheckedJournal } from './checked-journal.ts'
import { closeChecks } from './close-checks.ts'
import { decisionChecks } from './decision-checks.ts'
import { pruneChecks } from './prune-checks.ts'
import { refusalChecks } from './refusal-checks.ts'
import { runChecks } from './run-checks.ts'
import { startChecks } from './start-checks.ts'

/** One thing that every journal has to do. */
export interface JournalCheck {
  readonly name: string
  /** Rejects, with an AssertionError, if the journal does not. */
  run(): Promise<void>
}

/**
 * What every journal has to do, to be run by any test framework:
 *
 *     for (const { name, run } of journalChecks(makeJournal)) test(name, run)
 */
export function journalChecks(makeJournal: () => Promise<CheckedJournal>): readonly JournalCheck[] {
  const requirements = [
    ...callChecks,
    ...startChecks,
    ...refusalChecks,
    ...decisionChecks,
    ...runChecks,
    ...pruneChecks,
    ...closeChecks,
  ]
  return requirements.map(({ name, check }) => ({
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
