import type { BatchParent, TurnBatches } from '../batch/parent.ts'
import { arrayWith } from '../../util/without-literal.ts'
import type { CallRecord } from '../call-record.ts'
import type { GivenResults } from '../shared/given-results.ts'
import type { JournalRecords } from '../journal-records.ts'
import type { EngineKeys } from '../keys/engine-keys.ts'
import type { EngineLeases } from '../keys/engine-leases.ts'
import { TurnOrder } from '../keys/turn-order.ts'
import { KeptDecisions } from './approval/kept-decisions.ts'
import type { EngineSettings } from '../options.ts'
import type { Attempts } from '../run/attempts.ts'
import type { EarlyResults } from '../shared/early-results.ts'
import type { SharedResults } from '../shared/shared-results.ts'
import { ApprovalWait } from './approval.ts'
import { CommitWait } from './commit.ts'
import { CheckWait, type CheckOptions } from './check.ts'
import { ConflictWait } from './conflict.ts'
import { DependencyWait } from './dependency.ts'
import { JoinWait } from './join.ts'
import { JournalWait, type JournalWaitOptions } from './journal.ts'
import { LimitWait } from './limit.ts'
import { OutsideWait } from './outside.ts'
import { RetryWait } from './retry.ts'
import { SharedWait } from './shared.ts'
import type { Wait } from './wait.ts'

/** What decides which waits the calls of a turn meet. */
export interface LifeOptions {
  readonly turn: {
    readonly id: string
    readonly calls: { readonly all: readonly CallRecord[] }
    readonly mayResume: boolean
    readonly early: EarlyResults | undefined
    /** Results from outside. */
    readonly given: GivenResults | undefined
    /** The plan whose steps the calls are. */
    readonly batch: BatchParent | undefined
  }
  readonly check: CheckOptions
  /** Inputs may refer to the results of earlier calls. */
  readonly references: boolean
  /** Each call waits for the one before it. */
  readonly oneByOne: boolean
  readonly batches: TurnBatches | undefined
  /** What the message's end is to the calls, if it is not what it is to most. */
  readonly commit: Wait<CallRecord> | undefined
}

/** The lives of a turn's calls. */
export interface Lives {
  readonly waits: readonly Wait<CallRecord>[]
  readonly order: TurnOrder
  /** Has to be told of every call, in call order, if there is one. */
  readonly dependency: DependencyWait | undefined
}

/** What the waits of all turns of an engine have in common. */
interface EngineParts {
  readonly settings: EngineSettings
  readonly keys: EngineKeys
  readonly leases: EngineLeases | undefined
  readonly shared: SharedResults
  readonly common: CommonWaits
  readonly records: JournalRecords | undefined
  readonly attempts: Attempts
  wake(call: CallRecord): void
}

/** The waits that hold nothing of a turn, so that all turns of an engine have the same: most have nothing that changes them. */
export interface CommonWaits {
  readonly commit: CommitWait
  readonly shared: SharedWait
  readonly retry: RetryWait
  readonly limit: LimitWait
}

/** Those of an engine. */
export function commonWaits(
  settings: EngineSettings,
  shared: SharedResults,
  attempts: Attempts,
): CommonWaits {
  return {
    commit: new CommitWait(),
    shared: new SharedWait(shared),
    retry: new RetryWait(settings, attempts.retryBudget),
    limit: new LimitWait(attempts),
  }
}

/** THE LIST of what a call of a turn may wait for, in the order in which it meets it: only what can come up. */
export function livesOf(
  engine: EngineParts,
  options: LifeOptions,
  restore: JournalWaitOptions['restore'],
): Lives {
  const { settings, keys, leases, shared, records, attempts, common } = engine
  const { turn, check, references, oneByOne, batches } = options
  const { approve, clock } = settings
  const { tools } = check
  const wake = (call: CallRecord): void => engine.wake(call)
  const order = new TurnOrder(turn.calls.all, oneByOne, wake, attempts.guards)
  const owners = records?.others.owners.begin(turn.id)
  const journal =
    turn.mayResume && records !== undefined
      ? new JournalWait({ settings, tools, history: records.history(turn.id), owners, restore })
      : undefined
  const dependency = references ? new DependencyWait(check, order, turn.batch?.meter) : undefined
  const waits = arrayWith<Wait<CallRecord>>()
  if (journal !== undefined) waits.push(journal)
  if (dependency !== undefined) waits.push(dependency)
  waits.push(new CheckWait(check, order, dependency && ((call) => dependency.resolve(call))))
  waits.push(options.commit ?? (batches ? new CommitWait(batches) : common.commit))
  if (owners !== undefined) waits.push(new JoinWait(owners, clock, restore, batches))
  if (approve !== undefined || journal !== undefined) {
    const kept = new KeptDecisions(journal, records, turn.given)
    waits.push(new ApprovalWait(settings, approve, order, kept))
  }
  if (tools.hasOutside) waits.push(new OutsideWait(turn.given))
  waits.push(new ConflictWait(order, keys, leases, batches, owners))
  waits.push(turn.early || batches ? new SharedWait(shared, turn.early, batches) : common.shared)
  waits.push(common.retry)
  waits.push(batches ? new LimitWait(attempts, batches) : common.limit)
  return { waits, order, dependency }
}
