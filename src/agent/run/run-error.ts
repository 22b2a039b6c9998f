import { FanfoldError } from '../../call/errors/error.ts'
import { isErrorNamed } from '../../call/errors/usage-error.ts'
import { errorText } from '../../util/error-text.ts'
import type { RunResult } from '../contract.ts'

/**
 * A run that a request of its model ended (`code` is `model_request`), or its journal (`journal`). `result` holds all
 * that was done until then.
 */
export class RunError<Message = unknown> extends FanfoldError {
  override readonly name: string = 'RunError'
  readonly result: RunResult<Message>

  constructor(
    what: string,
    code: 'model_request' | 'journal',
    cause: unknown,
    result: RunResult<Message>,
  ) {
    super(`${what}: ${errorText(cause)}`, { code, cause })
    this.result = result
  }

  static override is(error: unknown): error is RunError {
    return isErrorNamed(error, 'RunError')
  }
}
