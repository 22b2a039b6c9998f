import type { CallFailure } from '../../call/errors/answer.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import type { Outcome } from '../waits/wait.ts'
import type { WriteLog } from './write-log.ts'

/** What the run that a turn is part of has to say of the turn's calls, and of the steps of its plans. */
export interface RunBounds<Call> {
  /** The most characters of a turn's results together, where the engine does not say; undefined for its default. */
  readonly maxTurnResultChars: number | undefined
  /** Why a call that comes in is not to start; undefined if it may. */
  admit(call: Call): StopCause | undefined
  /** The answer to a call that has its keys, and that it would be a waste to run; undefined for any other. */
  refuse(call: Call, writes: WriteLog): CallFailure | undefined
  /** A call has ended, however. What it may have written is in the log. */
  ended(call: Call, outcome: Outcome, writes: WriteLog): void
}
