import { FanfoldError, ToolError } from '../call/errors/error.ts'
import { httpFacts } from '../util/http-error.ts'
import { retryAfterMs } from '../util/retry-after.ts'

type Primitive = string | number | boolean | bigint | null | undefined

/** A thrown value as plain data, which crosses to another thread or machine with all that a retry is decided by. */
export type PackedError =
  | { readonly kind: 'value'; readonly value: Primitive }
  | {
      /** Which class it is made again as. */
      readonly kind: 'ToolError' | 'FanfoldError' | 'Error'
      readonly name: string
      readonly message: string
      readonly stack: string | undefined
      /** Its own fields that are texts, numbers or flags: `code`, `status`, `retryable` and so on. */
      readonly fields: Readonly<Record<string, Primitive>>
      readonly cause: PackedError | undefined
    }

/** `fetch` wraps the socket's error; deeper chains say no more. */
const deepestCause = 4
const unreadable = 'It threw something that cannot be read.'
/** Those that have a place of their own. */
export const notFields: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause'])

/**
 * Structured clone by itself loses an error's code, and throws at a field that is a function.
 *
 * @param epochMs the time now, for a `Retry-After` header that is a date.
 */
export function packError(thrown: unknown, epochMs: number, depth = 0): PackedError {
  if (isPrimitive(thrown)) return { kind: 'value', value: thrown }
  try {
    const { name, message, stack, cause } = thrown as Partial<Record<string, unknown>>
    return {
      kind: kindOf(thrown),
      name: typeof name === 'string' ? name : 'Error',
      message: typeof message === 'string' ? message : String(thrown),
      stack: typeof stack === 'string' ? stack : undefined,
      fields: fieldsOf(thrown as object, epochMs),
      cause:
        cause === undefined || depth === deepestCause
          ? undefined
          : packError(cause, epochMs, depth + 1),
    }
  } catch {
    return { kind: 'value', value: unreadable }
  }
}

/** Makes the thrown value again: of its class if that is one of ours, else an `Error` with its name and fields. */
export function unpackError(packed: PackedError): unknown {
  if (packed.kind === 'value') return packed.value
  const { kind, name, message, stack, fields } = packed
  const { retryAfterMs: delayMs, ...rest } = fields
  const cause = packed.cause === undefined ? undefined : { cause: unpackError(packed.cause) }
  if (kind === 'ToolError') return Object.assign(new ToolError(message, cause), fields, { stack })
  const error =
    kind === 'FanfoldError'
      ? new FanfoldError(message, { code: '', ...cause })
      : new Error(message, cause)
  const headers = delayMs === undefined ? undefined : { 'retry-after-ms': delayMs }
  Object.assign(error, rest, headers && { headers })
  for (const [key, value] of Object.entries({ name, stack }))
    Object.defineProperty(error, key, { value, configurable: true, writable: true })
  return error
}

function kindOf(thrown: unknown): 'ToolError' | 'FanfoldError' | 'Error' {
  if (ToolError.is(thrown)) return 'ToolError'
  return FanfoldError.is(thrown) ? 'FanfoldError' : 'Error'
}

function fieldsOf(error: object, epochMs: number): Record<string, Primitive> {
  const { code } = error as Partial<Record<string, unknown>>
  const { status, headers } = httpFacts(error)
  const known = { code, status, retryAfterMs: retryAfterMs(headers, epochMs) }
  const own = Object.entries(error).filter(([key]) => !notFields.has(key))
  const fields: Record<string, Primitive> = {}
  for (const [key, value] of [...Object.entries(known), ...own])
    if (value !== undefined && isPrimitive(value)) fields[key] = value
  return fields
}

export function isPrimitive(value: unknown): value is Primitive {
  return value === null || !['object', 'function', 'symbol'].includes(typeof value)
}
