import type { SharedKeys } from '../../../keys/shared-keys.ts'

/** Shared keys to be checked, of which none is held. */
export interface CheckedKeys {
  readonly keys: SharedKeys
  /** As another engine has them; the same object if engines share one. */
  readonly others: SharedKeys
  /** Called last; both have been closed. */
  readonly remove?: (() => Promise<void>) | undefined
}
