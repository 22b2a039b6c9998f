import { FanfoldError } from '../../call/errors/error.ts'
import { isErrorNamed } from '../../call/errors/usage-error.ts'
import { systemClock } from '../../util/clock.ts'
import { printable } from '../../util/printable.ts'
import { redact } from '../../util/redact.ts'
import { retryAfterMs } from '../../util/retry-after.ts'
import { holdsAnything, isRecord, textOf, type Fields } from '../shared/shape.ts'

/** The provider answered with an error status instead of a message. Code `http_status`. */
export class HttpStatusError extends FanfoldError {
  override readonly name: string = 'HttpStatusError'
  readonly status: number
  /** How long the provider asks to wait, in milliseconds, if it said. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, status: number, waitMs?: number) {
    super(message, { code: 'http_status' })
    this.status = status
    this.retryAfterMs = waitMs
  }

  static override is(error: unknown): error is HttpStatusError {
    return isErrorNamed(error, 'HttpStatusError')
  }
}

/** What came is no message of any provider. Code `unreadable_response`. */
export function unreadable(message: string, cause?: unknown): FanfoldError {
  return new FanfoldError(message, { code: 'unreadable_response', cause })
}

/** Names the status, the provider's own message and its request id. `body` may be JSON or anything else. */
export function httpStatusError(response: Response, body: string): HttpStatusError {
  const { status, headers } = response
  // Gemini streams a JSON array, also of one error.
  const said = redact(providerMessage(parsed(body)) ?? excerpt(body))
  const request = headers.get('request-id') ?? headers.get('x-request-id')
  const suffix = request === null ? '' : ` (request ${request})`
  return new HttpStatusError(
    `The provider answered with HTTP status ${status}${said === '' ? '' : `: ${said}`}${suffix}`,
    status,
    retryAfterMs(headers, systemClock.epochMs()),
  )
}

/**
 * The message of an error payload, in any of the shapes that providers send: `{ error: { message } }`,
 * `{ error: '…' }`, `{ type: 'error', message }`, `{ object: 'error', message }` (vLLM), `{ detail }` (FastAPI),
 * `{ base_resp: { status_code, status_msg } }` (MiniMax), `{ message, code }`, `{ code, msg }`, `{ error_code, error_msg }` and
 * `{ success: false, errors: [{ message }] }` (gateways), or a list that begins with one. Undefined if the payload is not one;
 * an error of which every field is empty is not an error.
 */
export function providerMessage(payload: unknown): string | undefined {
  if (Array.isArray(payload)) return providerMessage(payload[0])
  if (!isRecord(payload)) return undefined
  const { error, detail, base_resp: base } = payload
  if (typeof error === 'string' && error !== '') return error.slice(0, longest)
  if (isRecord(error) && holdsAnything(error)) return named(error)
  if (payload.type === 'error' || payload.object === 'error') return named(payload)
  if (isRecord(base) && holdsAnything(base.status_code))
    return named({ message: base.status_msg, code: String(base.status_code) })
  if (payload.success !== false && !Object.keys(payload).every((key) => errorFields.has(key)))
    return undefined
  const words = messageFields.find((key) => textOf(payload[key]) !== '')
  if (words !== undefined) return named({ ...payload, message: payload[words] })
  if (Array.isArray(payload.errors)) {
    const [first] = payload.errors as readonly unknown[]
    return isRecord(first) ? named(first) : textOf(first) || undefined
  }
  if (!holdsAnything(detail)) return undefined
  return typeof detail === 'string' ? detail : excerpt(JSON.stringify(detail))
}

/** Whether an error event's data says by itself that it is one. */
export function isProviderError(value: Fields): boolean {
  return providerMessage(value) !== undefined || holdsAnything(value.response)
}

/** What of an error has come as text: words, or JSON of any shape. */
export function saidError(text: string): string {
  const value = parsed(text)
  return providerMessage(value) ?? (isRecord(value) ? named(value) : excerpt(text))
}

/** Where gateways say what is wrong. */
const messageFields = ['message', 'msg', 'error_msg', 'errmsg']

/** An object that has no other fields is an error without a name. */
const errorFields: ReadonlySet<string> = new Set([
  ...messageFields,
  'success',
  'error_code',
  'errcode',
  'detail',
  'code',
  'status',
  'statusCode',
  'type',
  'request_id',
  'errors',
])

/** The start of a text that cannot be read, for an error's message; of an HTML page, its title. */
export function excerpt(text: string): string {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text.slice(0, 10_000))?.[1]?.trim()
  if (title !== undefined) return `an HTML page titled ${JSON.stringify(title)}`
  const line = text.slice(0, 400).replace(/\s+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}

/** More of a provider's message is not repeated, in characters. */
const longest = 2000

function named(error: Record<string, unknown>): string {
  const message = textOf(error.message).slice(0, longest) || excerpt(JSON.stringify(error))
  const code = error.code ?? error.error_code
  const kind = printable(
    textOf(error.type) || (typeof code === 'number' ? `${code}` : textOf(code)),
  )
  return kind === '' || kind === 'error' ? message : `${message} (${kind})`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
