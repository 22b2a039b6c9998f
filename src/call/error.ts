const brand: symbol = Symbol.for('fanfold.error')

export interface ErrorOptions {
  readonly code: string
  readonly cause?: unknown
}

/**
 * The base of every error that Fanfold throws. Tell one by {@link FanfoldError.is}, which also knows the errors
 * of another copy of the package, as `instanceof` does not.
 */
export class FanfoldError extends Error {
  override readonly name: string = 'FanfoldError'
  /** A stable, machine-readable code. */
  readonly code: string

  constructor(message: string, { code, cause }: ErrorOptions) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    Object.defineProperty(this, brand, { value: true })
  }

  static is(error: unknown): error is FanfoldError {
    return typeof error === 'object' && error !== null && brand in error
  }
}

/** A wrong option, or a call of the API in the wrong order. Thrown at the border, never in the middle of a turn. */
export class UsageError extends FanfoldError {
  override readonly name: string = 'UsageError'

  constructor(message: string, cause?: unknown) {
    super(message, { code: 'usage', cause })
  }
}

/** What a tool may say of its failure beside the message. */
export interface ToolErrorOptions {
  /** A stable code for people and programs; default `tool_error`. */
  readonly code?: string
  readonly cause?: unknown
  /** Whether another attempt may succeed. Default: false. */
  readonly retryable?: boolean
  /** Another attempt makes no sense before this many milliseconds. Implies `retryable`. */
  readonly retryAfterMs?: number
  /** The failure itself says that nothing was done, so that even a tool that writes may be tried again. */
  readonly nothingDone?: boolean
}

/**
 * Thrown by a tool to say how it failed. Its message is meant for the model and is passed on to it; of any other
 * error the model gets a message with what looks like a credential taken out.
 */
export class ToolError extends FanfoldError {
  override readonly name: string = 'ToolError'
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined
  readonly nothingDone: boolean

  constructor(message: string, options: ToolErrorOptions = {}) {
    super(message, { code: options.code ?? 'tool_error', cause: options.cause })
    this.retryAfterMs = options.retryAfterMs
    this.retryable = options.retryable ?? options.retryAfterMs !== undefined
    this.nothingDone = options.nothingDone ?? false
  }
}
