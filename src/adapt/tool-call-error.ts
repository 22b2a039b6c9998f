import { FanfoldError } from '../call/errors/error.ts'
import type { Status, ToolResult } from '../call/report/result.ts'
import { jsonSafe } from './json-safe.ts'

/**
 * A call that did not end `ok`, for frameworks whose tools throw. Its message is safe to show to a model: it has no stack, and
 * what looks like a credential is taken out. `cause` is what the tool threw, if it threw.
 */
export class ToolCallError extends FanfoldError {
  /** Some frameworks write the name before the message that the model is told. */
  override readonly name: string = 'Error'
  readonly status: Status
  readonly result: ToolResult

  constructor(result: ToolResult) {
    const { code, message, cause } = result.error ?? { code: result.status, message: '' }
    super(message, { code, cause })
    this.status = result.status
    this.result = result
  }

  static override is(error: unknown): error is ToolCallError {
    return FanfoldError.is(error) && 'result' in error && 'status' in error
  }
}

/**
 * What the tool returned.
 *
 * @throws {ToolCallError} if the call did not end `ok`.
 */
export function valueOf(result: ToolResult): unknown {
  if (result.status === 'ok') return result.value
  throw new ToolCallError(result)
}

/** What the tool returned, as JSON can hold it; of a call that did not end `ok`, what the model is told. */
export function valueOrText(result: ToolResult): unknown {
  if (result.status === 'ok') return jsonSafe(result.value)
  return result.error?.message ?? result.status
}
