import { FanfoldError, UsageError } from '../../call/errors/error.ts'
import { show } from '../../call/expect.ts'
import { httpFacts } from '../../util/http-error.ts'
import { isThenable } from '../../util/is-thenable.ts'
import { abortable, raceAbort } from './abortable.ts'
import { awsEvents, isAwsFrame } from './aws-event-stream.ts'
import { type Format, formatOf } from './format.ts'
import { idleLimited, StreamIdleError, type IdleLimit } from './idle-limit.ts'
import { discard, pullFrom, startingWith, toldStream, type Pull } from './pull.ts'
import { isRecord } from '../shared/shape.ts'
import { brokenSource, type Source } from './source.ts'
import { httpStatusError, unreadable } from './source-error.ts'
import { isBytes, textPull } from './text-pull.ts'
import { readAll, readText } from './text-source.ts'

/**
 * Takes any of: a response object; an official SDK's stream, also a helper that has told its events to others; a fetch `Response`; a stream or iterable of bytes, of
 * text, or of events; a string; or a promise of one of these. Bytes are text in UTF-8, or AWS's binary event stream.
 *
 * Once the signal fires nothing is waited for, and what feeds the source is cancelled. A stream that is silent for longer
 * than `idle` says is cancelled too, and its iteration rejects with a {@link StreamIdleError}. So does that of any stream that
 * breaks, its first event or a later one.
 *
 * @throws {FanfoldError} `http_status` (an {@link HttpStatusError}, with `status` and `retryAfterMs`) for a response
 * with an error status; `unreadable_response` for what is neither JSON nor an event stream; `usage` for what is no
 * source at all. A promise's own rejection is passed on, and so is the signal's reason.
 */
export async function readSource(
  source: unknown,
  signal?: AbortSignal,
  idle?: IdleLimit,
): Promise<Source> {
  const held = isThenable(source) ? await arrival(source, signal) : source
  if (typeof held === 'string' || isBytes(held)) return begun(readBody(listPull([held])), signal)
  if (typeof held !== 'object' || held === null) throw noSource(held)
  if (isResponse(held)) return readResponse(held, signal, idle)
  const told = toldStream(held)
  if (told !== undefined) return readTold(abortable(idleLimited(told, idle), signal))
  const pull = openPull(held)
  if (pull === undefined) return { kind: 'whole', response: held }
  return begun(readChunks(abortable(idleLimited(pull, idle), signal)), signal)
}

function arrival(source: PromiseLike<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return Promise.resolve(source)
  return raceAbort(
    () => Promise.resolve(source),
    signal,
    // It may still come, and then it will not be read.
    () => void source.then(discard, () => {}),
  )
}

async function readResponse(
  response: Response,
  signal: AbortSignal | undefined,
  idle: IdleLimit | undefined,
): Promise<Source> {
  const pull = abortable(idleLimited(bodyOf(response), idle), signal)
  if (response.status >= 400) {
    const body = await readAll(textPull(pull), '', 65_536).catch(() => '')
    signal?.throwIfAborted()
    throw httpStatusError(response, body)
  }
  return begun(readBody(pull, formatOf(response.headers.get('content-type') ?? '')), signal)
}

/** What goes wrong with a stream while its first event is read has broken it. */
async function begun(reading: Promise<Source>, signal: AbortSignal | undefined): Promise<Source> {
  try {
    return await reading
  } catch (error) {
    if (signal?.aborted || isRefusal(error)) throw error
    return brokenSource(error)
  }
}

/**
 * There is no stream: what came is something else, or a client that sends its request only when it is read learns that it was
 * refused, or not sent.
 */
function isRefusal(error: unknown): boolean {
  if (FanfoldError.is(error)) return !(error instanceof StreamIdleError)
  return isRecord(error) && (httpFacts(error).status ?? 0) >= 400
}

/** Of a stream whose events are gone: it rejects as the client's own method does, and breaks if nothing comes of it. */
async function readTold(pull: Pull): Promise<Source> {
  try {
    const { value } = await pull.next()
    return { kind: 'whole', response: value }
  } catch (error) {
    if (error instanceof StreamIdleError) return brokenSource(error)
    throw error
  }
}

/** Text, or the binary frames in which AWS streams. */
async function readBody(pull: Pull, format?: Format): Promise<Source> {
  const first = await pull.next()
  const all = startingWith(first, pull)
  if (first.done !== true && isAwsFrame(first.value))
    return { kind: 'events', events: await awsEvents(all) }
  return readText(textPull(all), format)
}

/** Whether the chunks are text or events is seen on the first. */
async function readChunks(pull: Pull): Promise<Source> {
  const first = await pull.next()
  const all = startingWith(first, pull)
  if (!first.done && (typeof first.value === 'string' || isBytes(first.value)))
    return isAwsFrame(first.value)
      ? { kind: 'events', events: await awsEvents(all) }
      : readText(textPull(all))
  const leave = (): Promise<IteratorReturnResult<unknown>> => {
    all.cancel()
    return Promise.resolve({ done: true, value: undefined })
  }
  const iterator: AsyncIterator<unknown, unknown> = { next: all.next, return: leave }
  return { kind: 'events', events: { [Symbol.asyncIterator]: () => iterator } }
}

function bodyOf(response: Response): Pull {
  if (response.bodyUsed) throw unreadable('Expected a response whose body has not been read yet.')
  const body: unknown = response.body
  return (isRecord(body) ? openPull(body) : undefined) ?? listPull([])
}

function openPull(source: object): Pull | undefined {
  try {
    return pullFrom(source)
  } catch (cause) {
    throw unreadable('Expected a stream that is not being read yet.', cause)
  }
}

function listPull(chunks: readonly unknown[]): Pull {
  return pullFrom(chunks) as Pull
}

function isResponse(value: object): value is Response {
  if (!('status' in value && 'headers' in value && 'body' in value)) return false
  const { status, headers } = value
  return typeof status === 'number' && isRecord(headers) && typeof headers.get === 'function'
}

function noSource(value: unknown): UsageError {
  return new UsageError(
    `Expected a response, a stream, or a promise of one, got ${show(value)}. Pass what the client's request ` +
      'returned.',
  )
}
