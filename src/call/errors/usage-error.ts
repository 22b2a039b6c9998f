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

  /** @throws {UsageError} without a code. */
  constructor(message: string, options: ErrorOptions) {
    const { code, cause } = withCode(options)
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    Object.defineProperty(this, brand, { value: true })
  }

  static is(error: unknown): error is FanfoldError {
    return hasBrand(error, brand)
  }
}

/** Read once, whatever it is. */
function withCode(options: ErrorOptions): ErrorOptions {
  try {
    const { code, cause } = options
    if (typeof code === 'string') return { code, cause }
  } catch {
    // Null has no fields, and a getter may throw.
  }
  throw new UsageError(
    'Expected the options of a FanfoldError to have a `code`, which is a string.',
  )
}

/** Whether an object has a brand. Of a proxy that cannot be asked, nothing is known. */
export function hasBrand(value: unknown, brand: symbol): boolean {
  try {
    return typeof value === 'object' && value !== null && brand in value
  } catch {
    return false
  }
}

/** Whether it is an error of this package by that name, be it of another copy. */
export function isErrorNamed(error: unknown, name: string): boolean {
  return FanfoldError.is(error) && error.name === name
}

/** A wrong option, or a call of the API in the wrong order. Thrown at the border, never in the middle of a turn. */
export class UsageError extends FanfoldError {
  override readonly name: string = 'UsageError'

  constructor(message: string, cause?: unknown) {
    super(message, { code: 'usage', cause })
  }

  static override is(error: unknown): error is UsageError {
    return isErrorNamed(error, 'UsageError')
  }
}
