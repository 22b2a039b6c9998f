import { parseExact } from '../../util/exact-json.ts'
import { toBase64 } from '../../util/platform/bytes.ts'
import { content } from '../content/content.ts'
import { FanfoldError } from '../errors/usage-error.ts'
import { ResponseError, statusLine } from './response-error.ts'
import type { ResponseLike } from './is-response.ts'
import { readBody, type Body } from './read-body.ts'

/** A result that is longer is not read to its end: no model would be, either. */
const mostBytes = 10_000_000
/** What an error says stands at its beginning. */
const mostErrorBytes = 64_000
/** An error's body adds to its status, and is not waited for. */
const errorBodyMs = 2_000

const json = /^(?:application|text)\/(?:[\w.+-]+\+)?json$/
const text =
  /^(?:text\/.*|application\/(?:(?:[\w.+-]+\+)?xml|(?:x-)?javascript|x-www-form-urlencoded|(?:x-)?ndjson|jsonl|yaml|x-yaml|toml|sql|graphql)|image\/svg\+xml)$/
/** Those that models take. */
const image = /^image\/(?:png|jpeg|gif|webp)$/

/** What is needed of a clock, so that an error's body has its time. */
interface Timers {
  setTimer<T>(ring: (about: T) => void, delayMs: number, about: T): unknown
  clearTimer(timer: never): void
}

/**
 * What a tool means that returns a response: its JSON, its text or its image.
 *
 * @throws {FanfoldError} `http_status` from status 400 on; `response_unreadable` if its body was read before, or cannot be
 *   read by anybody. Whatever reading it throws.
 */
export async function readResponse(response: ResponseLike, timers: Timers): Promise<unknown> {
  const { status, statusText } = response
  if (status >= 400) throw await errorOf(response, timers)
  if (status === 0) throw unreadable('is opaque: a browser lets nobody read it')
  if (response.bodyUsed === true) throw unreadable('has been read already')
  const type = mediaTypeOf(response)
  const line = statusLine(status, statusText)
  if (type !== '' && !json.test(type) && !text.test(type) && !image.test(type)) {
    cancelBody(response)
    return `[${line}: ${sizeOf(response)}${type}, which is neither text nor an image. The tool should return what is to be read of it.]`
  }
  const body = await readBody(response, mostBytes)
  if (body.bytes.length === 0) return line
  if (image.test(type) && !body.isCut)
    return content({ type: 'image', data: toBase64(body.bytes), mediaType: type })
  const read = textOf(response, body)
  if (body.isCut) return `${read}\n[… cut: the response has more than ${mostBytes} bytes …]`
  return json.test(type) ? parsed(read) : read
}

/** What a tool means that throws a response. Never rejects. */
export async function errorOf(response: ResponseLike, timers: Timers): Promise<ResponseError> {
  return new ResponseError(response, await errorBody(response, timers))
}

async function errorBody(response: ResponseLike, timers: Timers): Promise<string> {
  const late = Promise.withResolvers<'enough'>()
  const timer = timers.setTimer(late.resolve, errorBodyMs, 'enough' as const)
  try {
    if (response.bodyUsed === true) return ''
    return textOf(response, await readBody(response, mostErrorBytes, late.promise))
  } catch {
    // Its status is known, and says more than that its body broke off.
    return ''
  } finally {
    timers.clearTimer(timer as never)
  }
}

function unreadable(why: string): FanfoldError {
  return new FanfoldError(
    `The tool returned a Response that ${why}. It should return what it read of it.`,
    { code: 'response_unreadable' },
  )
}

function mediaTypeOf({ headers }: ResponseLike): string {
  const [type = ''] = (headers.get('content-type') ?? '').split(';')
  return type.trim().toLowerCase()
}

function sizeOf({ headers }: ResponseLike): string {
  const length = headers.get('content-length')
  return length === null ? '' : `${length} bytes of `
}

function textOf({ headers }: ResponseLike, { bytes }: Body): string {
  const [, charset = 'utf-8'] =
    /charset="?([^\s;"]+)/i.exec(headers.get('content-type') ?? '') ?? []
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

/**
 * A server that says that it is JSON may be wrong. A number that a double would change, such as a long id, becomes the text of
 * its digits: with another number the model would ask for another thing.
 */
function parsed(read: string): unknown {
  try {
    return parseExact(read).value
  } catch {
    return read
  }
}

/** What nobody reads holds its connection. */
function cancelBody({ body }: ResponseLike): void {
  const { cancel } = (body ?? {}) as { cancel?: () => unknown }
  if (typeof cancel === 'function') Promise.resolve(cancel.call(body)).catch(() => {})
}
