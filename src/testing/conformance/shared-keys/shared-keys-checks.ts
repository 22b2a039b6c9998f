import type { CheckedKeys } from './checked-keys.ts'
import { closeChecks } from './close-checks.ts'
import { conflictChecks } from './conflict-checks.ts'
import { lineChecks } from './line-checks.ts'
import { signalChecks } from './signal-checks.ts'
import { tokenChecks } from './token-checks.ts'

/** One thing that all shared keys have to do. */
export interface SharedKeysCheck {
  readonly name: string
  /** Rejects, with an AssertionError, if they do not. */
  run(): Promise<void>
}

/**
 * What all shared keys have to do, to be run by any test framework:
 *
 *     for (const { name, run } of sharedKeysChecks(makeKeys)) test(name, run)
 */
export function sharedKeysChecks(makeKeys: () => Promise<CheckedKeys>): readonly SharedKeysCheck[] {
  const requirements = [
    ...conflictChecks,
    ...lineChecks,
    ...tokenChecks,
    ...signalChecks,
    ...closeChecks,
  ]
  return requirements.map(({ name, check }) => ({
    name,
    async run() {
      const checked = await makeKeys()
      try {
        await check(checked)
      } finally {
        await Promise.all([checked.keys.close(), checked.others.close()])
        await checked.remove?.()
      }
    },
  }))
}
