import { UsageError } from '../call/error.ts'
import { show } from '../call/expect.ts'
import { abortable, discard, pullFrom, raceAbort, type Pull } from './pull.ts'
import { isRecord } from './shape.ts'
import { httpStatusError, unreadable } from './source-error.ts'
import { readAll, readText, type Format } from './text-source.ts'

/** What a user holds, made one of two things. */
export type Source =
  /** A whole response, parsed. */
  | { readonly kind: 'whole'; readonly response: unknown }
  /**
   * The events of a stream, parsed, to be iterated once. The iteration rejects if the stream breaks or holds what
   * cannot be read, and with the signal's reason as soon as the signal fires. The end of an OpenAI event stream is
   * an event too: the string `[DONE]`.
   */
  | { readonly kind: 'events'; readonly events: AsyncIterable<unknown> }

/**
 * Takes any of: a response object; an official SDK's stream; a fetch `Response`; a stream or iterable of bytes, of
 * text, or of events; a string; or a promise of one of these.
 *
 * Once the signal fires nothing is waited for, and what feeds the source is cancelled.
 *
 * @throws {FanfoldError} `http_status` (an {@link HttpStatusError}, with `status` and `retryAfterMs`) for a response
 * with an error status; `unreadable_response` for what is neither JSON nor an event stream; `usage` for what is no
 * source at all. A promise's own rejection is passed on.
 */
export async function readSource(source: unknown, signal?: AbortSignal): Promise<Source> {
  const held = isPromiseLike(source) ? await arrival(source, signal) : source
  if (typeof held === 'string') return readText(textPull(pullFrom([held]) as Pull))
  if (typeof held !== 'object' || held === null) throw noSource(held)
  if (isResponse(held)) return readResponse(held, signal)
  if (isBytes(held)) return readText(textPull(pullFrom([held]) as Pull))
  const pull = openPull(held)
  return pull === undefined
    ? { kind: 'whole', response: held }
    : readChunks(abortable(pull, signal))
}

function arrival(source: PromiseLike<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return Promise.resolve(source)
  return raceAbort(
    () => source,
    signal,
    // It may still come, and then nobody will read it.
    () => void source.then(discard, () => {}),
  )
}

async function readResponse(response: Response, signal: AbortSignal | undefined): Promise<Source> {
  const pull = textPull(abortable(bodyOf(response), signal))
  if (response.status >= 400) {
    const body = await readAll(pull, '', 65_536).catch(() => '')
    signal?.throwIfAborted()
    throw httpStatusError(response, body)
  }
  return readText(pull, formatOf(response.headers.get('content-type') ?? ''))
}

function bodyOf(response: Response): Pull {
  if (response.bodyUsed) throw unreadable('Expected a response whose body nobody has read yet')
  const body: unknown = response.body
  return (isRecord(body) && openPull(body)) || (pullFrom([]) as Pull)
}

function formatOf(contentType: string): Format | undefined {
  if (/text\/event-stream/i.test(contentType)) return 'event-stream'
  if (/ndjson|jsonl|json-lines|stream\+json/i.test(contentType)) return 'lines'
  if (/amazon\.eventstream/i.test(contentType))
    throw unreadable('Expected JSON or server-sent events, got an Amazon event stream (binary)')
  return /json/i.test(contentType) ? 'json' : undefined
}

/** Whether the chunks are text or events is seen on the first. */
async function readChunks(pull: Pull): Promise<Source> {
  const first = await pull.next()
  const again = startingWith(first, pull)
  if (!first.done && (typeof first.value === 'string' || isBytes(first.value)))
    return readText(textPull(again))
  return { kind: 'events', events: iterate(again) }
}

function startingWith(first: IteratorResult<unknown, unknown>, pull: Pull): Pull {
  let taken = false
  return {
    next: () => {
      if (taken) return pull.next()
      taken = true
      return Promise.resolve(first)
    },
    cancel: pull.cancel,
  }
}

function iterate(pull: Pull): AsyncIterable<unknown> {
  let over = false
  const next = async (): Promise<IteratorResult<unknown>> => {
    try {
      const result = await pull.next()
      over ||= result.done === true
      return result as IteratorResult<unknown>
    } catch (error) {
      over = true
      throw error
    }
  }
  const leave = (): Promise<IteratorResult<unknown>> => {
    if (!over) pull.cancel()
    return Promise.resolve({ done: true, value: undefined })
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) }
}

/** UTF-8 may be split anywhere; what is no UTF-8 becomes U+FFFD. */
function textPull(pull: Pull): Pull<string> {
  const decoder = new TextDecoder()
  let over = false
  return {
    next: async () => {
      if (over) return { done: true, value: undefined }
      const { done, value } = await pull.next()
      over = done === true
      if (over) return { done: false, value: decoder.decode() }
      if (typeof value === 'string') return { done: false, value }
      if (isBytes(value)) return { done: false, value: decoder.decode(value, { stream: true }) }
      throw unreadable(`Expected a stream of text or bytes, got ${show(value)} in it`)
    },
    cancel: pull.cancel,
  }
}

function openPull(source: object): Pull | undefined {
  try {
    return pullFrom(source)
  } catch (cause) {
    throw unreadable('Expected a stream that nobody reads yet', cause)
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return isRecord(value) && typeof value.then === 'function'
}

function isResponse(value: object): value is Response {
  if (!('status' in value && 'headers' in value && 'body' in value)) return false
  const { status, headers } = value
  return typeof status === 'number' && isRecord(headers) && typeof headers.get === 'function'
}

function isBytes(value: unknown): value is ArrayBufferView<ArrayBuffer> | ArrayBuffer {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer
}

function noSource(value: unknown): UsageError {
  return new UsageError(
    `Expected a response, a stream, or a promise of one, got ${show(value)}. Pass what the client's request ` +
      'returned.',
  )
}
