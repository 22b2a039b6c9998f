import { approved } from './invariants/approved.ts'
import { bounded } from './invariants/bounded.ts'
import { conflicts } from './invariants/conflicts.ts'
import { fair } from './invariants/fair.ts'
import { inTime } from './invariants/in-time.ts'
import type { Invariant } from './invariants/invariant.ts'
import { leaks } from './invariants/leaks.ts'
import { limited } from './invariants/limited.ts'
import { moving } from './invariants/moving.ts'
import { oneByOne } from './invariants/one-by-one.ts'
import { oneResult } from './invariants/one-result.ts'
import { retries } from './invariants/retry.ts'
import { shared } from './invariants/shared.ts'
import { told } from './invariants/told.ts'
import { unsaid } from './invariants/unsaid.ts'

/** All that is checked, the plainest fault first. */
export const invariants: readonly Invariant[] = [
  oneResult,
  unsaid,
  approved,
  shared,
  conflicts,
  bounded,
  fair,
  limited,
  retries,
  inTime,
  moving,
  oneByOne,
  leaks,
  told,
]
