import type { IncomingHttpHeaders } from 'node:http'
import type { Json } from './format.ts'

/**
 * One request that the server received, and when its parts went over the wire. Times are milliseconds of the
 * monotonic clock, `performance.now()`.
 */
export interface RecordedRequest {
  readonly method: string
  readonly path: string
  /** Names in lower case; the values of credentials are replaced by `(hidden)`. */
  readonly headers: Readonly<Record<string, string>>
  /** The body; `{}` if it was no JSON object. */
  readonly body: Json
  /** The wire format; undefined for a path that no format has. */
  readonly format: string | undefined
  /** Assistant messages in the history, which decide the turn of the script; undefined if it was rejected. */
  readonly turn: number | undefined
  /** Earlier requests with the very same history. */
  readonly attempt: number | undefined
  /** The response's status; undefined until it is sent. */
  readonly status: number | undefined
  /** What was wrong with the request, or with the script. */
  readonly error: string | undefined
  /** When the whole request had come. */
  readonly receivedAtMs: number
  /** When the first byte was sent. */
  readonly responseStartedAtMs: number | undefined
  /** When the last byte of each block was sent; stays empty for a response that is not streamed. */
  readonly blockEndedAtMs: readonly number[]
  /** When the last byte of the response was sent; undefined if the response broke off or never came. */
  readonly respondedAtMs: number | undefined
}

/** The server's own view of a record, which fills up as the exchange goes on. */
export type OpenRecord = { -readonly [Field in keyof RecordedRequest]: RecordedRequest[Field] } & {
  blockEndedAtMs: number[]
}

/** That of a request of which no more is known yet. */
export function openRecord(
  method: string,
  path: string,
  headers: RecordedRequest['headers'],
  receivedAtMs: number,
): OpenRecord {
  return {
    method,
    path,
    headers,
    body: {},
    format: undefined,
    turn: undefined,
    attempt: undefined,
    status: undefined,
    error: undefined,
    receivedAtMs,
    responseStartedAtMs: undefined,
    blockEndedAtMs: [],
    respondedAtMs: undefined,
  }
}

const secretHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'x-amz-security-token',
])

/** Headers as plain data that is safe to print. */
export function visibleHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const visible: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    visible[name] = secretHeaders.has(name) ? '(hidden)' : String(value)
  }
  return visible
}
