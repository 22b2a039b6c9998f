import type { SharedKeys } from '../../keys/shared-keys.ts'
import { closeChecks } from './close-checks.ts'
import { conflictChecks } from './conflict-checks.ts'
import { lineChecks } from './line-checks.ts'
import { signalChecks } from './signal-checks.ts'
import { tokenChecks } from './token-checks.ts'

/** Shared keys to be checked, of which nobody holds any. */
export interface CheckedKeys {
  readonly keys: SharedKeys
  /** As another engine has them; the same object if engines share one. */
  readonly others: SharedKeys
  /** Called last; both have been closed. */
  readonly remove?: (() => Promise<void>) | undefined
}

/** One thing that all shared keys have to do. */
export interface SharedKeysCheck {
  readonly name: string
  /** Rejects, with an AssertionError, if they do not. */
  run(): Promise<void>
}

/** A check before it has anything to check. */
export interface Claim {
  readonly name: string
  readonly check: (checked: CheckedKeys) => Promise<void>
}

/**
 * What all shared keys have to do, to be run by any test framework:
 *
 *     for (const { name, run } of sharedKeysChecks(makeKeys)) test(name, run)
 */
export function sharedKeysChecks(makeKeys: () => Promise<CheckedKeys>): readonly SharedKeysCheck[] {
  const claims = [...conflictChecks, ...lineChecks, ...tokenChecks, ...signalChecks, ...closeChecks]
  return claims.map(({ name, check }) => ({
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
