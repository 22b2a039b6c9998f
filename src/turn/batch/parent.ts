import type { AttemptsOfCall, CallRecord, CallTurn } from '../call-record.ts'
import type { EarlyResults } from '../shared/early-results.ts'
import type { TurnReport } from '../../call/report/report.ts'
import type { FailurePolicy, PartialCall } from '../contract.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import type { ReferenceMeter } from '../../plan/references/reference-meter.ts'
import type { Wait } from '../waits/wait.ts'

/** The call of `batch` whose steps a turn consists of, as that turn sees it. */
export interface BatchParent {
  /** The turn that the call belongs to. The steps run where its calls run, and share its slots. */
  readonly turn: CallTurn
  /** By which the call is, or will be, known in its turn. */
  readonly key: string
  /** The call, once it is complete. */
  readonly call: CallRecord | undefined
  /** What steps may take over. */
  readonly early: EarlyResults | undefined
  readonly onFailure: FailurePolicy
  /** What the end of the message is to the steps. */
  readonly commit: Wait<CallRecord>
  /** Counts what references bring into its steps, and into those of the plans within it. */
  readonly meter: ReferenceMeter
  /** Told last of all. */
  ended(report: TurnReport): void
}

/** The calls of `batch` of one turn, as that turn sees them. */
export interface TurnBatches {
  isBatch(call: CallRecord): boolean
  /** The attempts of such a call: its steps. */
  of(call: CallRecord): AttemptsOfCall
  /** Such a call waits for its message: steps may start if nothing else keeps it back. */
  onWait(call: CallRecord): void
  /** Takes a piece of the arguments of the next call. */
  readonly addPart: ((call: PartialCall, text: string) => void) | undefined
  /** A call is complete: that which was coming, or another. */
  take(call: CallRecord): void
  /** What was coming does not come. */
  drop(cause: Pick<StopCause, 'message'>): void
  /** A call has its result. */
  settled(call: CallRecord): void
  /** A call waits for another turn, which runs it. */
  joined(call: CallRecord): void
}
