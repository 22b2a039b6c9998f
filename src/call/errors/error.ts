import { anyNumber, anything, nonEmptyText, trueOrFalse } from '../expect.ts'
import { optional, optionsCheck } from '../options/option-list.ts'
import { FanfoldError, hasBrand } from './usage-error.ts'

export { FanfoldError, UsageError, type ErrorOptions } from './usage-error.ts'

const toolBrand: symbol = Symbol.for('fanfold.tool-error')

/** What a tool may say of its failure beside the message. */
export interface ToolErrorOptions {
  /** A stable code for people and programs; default `tool_error`. */
  readonly code?: string | undefined
  readonly cause?: unknown
  /** Whether another attempt may succeed. Default: false. */
  readonly retryable?: boolean | undefined
  /** Another attempt makes no sense before this many milliseconds. Implies `retryable`. */
  readonly retryAfterMs?: number | undefined
  /**
   * Nothing that the call does was done, so that even a tool that writes may be tried again. Only the tool knows: that a
   * server refused one request does not say what those before it did.
   */
  readonly nothingDone?: boolean | undefined
}

const checkToolError = optionsCheck<ToolErrorOptions, 'code' | 'nothingDone'>({
  code: optional(nonEmptyText, 'tool_error'),
  cause: optional(anything),
  retryable: optional(trueOrFalse),
  // A service's own word, which may be no number of milliseconds at all: then it says nothing.
  retryAfterMs: optional(anyNumber),
  nothingDone: optional(trueOrFalse, false),
})

/**
 * Thrown by a tool to say how it failed. Its message is meant for the model and is passed on to it; of any other
 * error the model gets a message with what looks like a credential taken out.
 */
export class ToolError extends FanfoldError {
  override readonly name: string = 'ToolError'
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly nothingDone: boolean

  /** @throws {UsageError} if an option is not what its type says. */
  constructor(message: string, options?: ToolErrorOptions) {
    const { code, cause, retryAfterMs, retryable, nothingDone } = checkToolError(
      options,
      'a ToolError',
    )
    super(message, { code, cause })
    this.retryAfterMs = retryAfterMs
    this.retryable = retryable ?? retryAfterMs !== undefined
    this.nothingDone = nothingDone
    Object.defineProperty(this, toolBrand, { value: true })
  }

  static override is(error: unknown): error is ToolError {
    return hasBrand(error, toolBrand)
  }
}
