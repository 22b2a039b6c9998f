import { FanfoldError, ToolError } from '../../call/error.ts'
import { retryAfterMs } from '../../util/retry-after.ts'

/** `fetch` wraps the socket's error; deeper chains tell nobody more. */
const deepestCause = 4

type Primitive = string | number | boolean | bigint | null | undefined

/** A thrown value as plain data, which crosses between threads with all that a retry is decided by. */
export type PackedError =
  | { readonly kind: 'value'; readonly value: Primitive }
  | {
      /** Which class it is made again as. */
      readonly kind: 'ToolError' | 'FanfoldError' | 'Error'
      readonly name: string
      readonly message: string
      readonly stack: string | undefined
      /** Its own fields that are texts, numbers or flags: `code`, `status`, `retryable` and the like. */
      readonly fields: Readonly<Record<string, Primitive>>
      /** What its headers said about another attempt. */
      readonly retryAfterMs: number | undefined
      readonly cause: PackedError | undefined
    }

/** @param epochMs the time now, for a `Retry-After` that is a date. */
export function packError(thrown: unknown, epochMs: number, depth = 0): PackedError {
  if (typeof thrown !== 'object' || thrown === null) return { kind: 'value', value: primitive(thrown) }
  const { name, message, stack, cause } = thrown as Partial<Record<string, unknown>>
  const { headers, status, response } = thrown as Partial<Record<string, unknown>>
  const http = response as { status?: unknown; headers?: unknown } | null | undefined
  const fields = Object.fromEntries(
    Object.entries({ status: http?.status, ...thrown, ...(status !== undefined && { status }) }).filter(
      ([key, value]) => isPrimitive(value) && key !== 'message' && key !== 'stack',
    ),
  ) as Record<string, Primitive>
  return {
    kind: kindOf(thrown),
    name: typeof name === 'string' ? name : 'Error',
    message: typeof message === 'string' ? message : textOf(thrown),
    stack: typeof stack === 'string' ? stack : undefined,
    fields,
    retryAfterMs: retryAfterMs(headers ?? http?.headers, epochMs),
    cause: cause === undefined || depth === deepestCause ? undefined : packError(cause, epochMs, depth + 1),
  }
}

/** Makes the thrown value again: of the same class if it is one of ours, else an `Error` with its name and fields. */
export function unpackError(packed: PackedError): unknown {
  if (packed.kind === 'value') return packed.value
  const { kind, name, message, stack, fields, retryAfterMs } = packed
  const cause = packed.cause === undefined ? undefined : unpackError(packed.cause)
  const code = String(fields['code'])
  const error =
    kind === 'ToolError'
      ? new ToolError(message, { ...fields, code, cause })
      : kind === 'FanfoldError'
        ? new FanfoldError(message, { code, cause })
        : new Error(message, cause === undefined ? undefined : { cause })
  if (kind !== 'ToolError') Object.assign(error, fields)
  if (error.name !== name) Object.defineProperty(error, 'name', { value: name, configurable: true })
  if (stack !== undefined) Object.defineProperty(error, 'stack', { value: stack, configurable: true })
  if (retryAfterMs !== undefined && kind === 'Error')
    Object.assign(error, { headers: { 'retry-after-ms': String(retryAfterMs) } })
  return error
}

function kindOf(error: object): 'ToolError' | 'FanfoldError' | 'Error' {
  if (!FanfoldError.is(error)) return 'Error'
  return error.name === 'ToolError' ? 'ToolError' : 'FanfoldError'
}

function isPrimitive(value: unknown): value is Primitive {
  return (typeof value !== 'object' || value === null) && !['function', 'symbol'].includes(typeof value)
}

function primitive(value: unknown): Primitive {
  return isPrimitive(value) ? value : textOf(value)
}

function textOf(value: unknown): string {
  try {
    return String(value)
  } catch {
    return 'something that cannot be read'
  }
}
