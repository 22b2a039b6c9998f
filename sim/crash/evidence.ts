import type { Fact } from './facts.ts'
import type { LedgerLine } from './ledger.ts'
import type { CrashPlan } from './plan.ts'
import type { Snapshot } from './snapshot.ts'
import type { Told } from './told.ts'

/** All that a round leaves behind, from which it is judged. */
export interface Evidence {
  readonly plan: CrashPlan
  readonly facts: readonly Fact[]
  /** The engine's processes in their order, the last of which ran to its end. */
  readonly processes: readonly ProcessEvidence[]
  /** Of all processes, in the order in which it was written. */
  readonly ledger: readonly LedgerLine[]
  readonly told: readonly Told[]
}

export interface ProcessEvidence {
  readonly name: string
  readonly killed: boolean
  /** What the journal held when it had ended. */
  readonly kept: Snapshot
}
