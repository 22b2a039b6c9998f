import { boundMessage } from '../../util/error-length.ts'
import type { Mutable } from '../../util/without-literal.ts'
import type { CallError, Status } from '../report/result.ts'
import type { ErrorCode } from './codes.ts'
import { inspectCallError, inspected } from './inspect.ts'

/** How a call that did not return is answered. */
export interface CallFailure {
  readonly status: Exclude<Status, 'ok'>
  readonly error: CallError
  /** It has ended only here, and may go on elsewhere: nothing of this end is kept. */
  readonly resumable?: boolean | undefined
}

/** `cause` is for people and logs. */
export function answer(
  status: CallFailure['status'],
  code: ErrorCode,
  message: string,
  cause?: unknown,
): CallFailure {
  const error: Mutable<CallError> = { code, message: boundMessage(message) }
  // Not enumerable, so that no serialiser carries a stack or a credential to a model by accident.
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause })
  Object.defineProperty(error, inspected, { value: inspectCallError })
  return { status, error }
}

/** Notes of a failure that has just been made that another try may succeed. */
export function asTransient(failure: CallFailure): CallFailure {
  const error: Mutable<CallError> = failure.error
  error.transient = true
  return failure
}
