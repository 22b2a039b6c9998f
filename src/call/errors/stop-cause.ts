import type { CallErrorCode } from './codes.ts'
import { FanfoldError } from './error.ts'

/** Why an attempt, or a turn, was told to stop. */
export interface StopCause {
  readonly kind:
    | 'timeout'
    | 'deadline'
    | 'cancelled'
    | 'discarded'
    | 'sibling-failed'
    | 'suspended'
    /** The run that the turn is part of may make no more calls. */
    | 'budget'
  readonly message: string
  /** What ends by it ends only here, and may go on elsewhere. */
  readonly resumable?: boolean | undefined
}

/** Of the result, and of the signal's reason. */
export function codeOfStop(kind: StopCause['kind']): CallErrorCode {
  return kind === 'sibling-failed' ? 'sibling_failed' : kind
}

/** The signal's reason: a `TimeoutError` where time ran out, else an `AbortError`, as the platform names them. */
export function reasonOf(cause: StopCause): Error {
  const reason = new FanfoldError(cause.message, { code: codeOfStop(cause.kind) })
  const name = cause.kind === 'timeout' || cause.kind === 'deadline' ? 'TimeoutError' : 'AbortError'
  Object.defineProperty(reason, 'name', { value: name })
  return reason
}
