import { eventStreamFramer, lineFramer, longestEvent, type Found, type Framer } from './framing.ts'
import type { Pull } from './pull.ts'
import { excerpt, unreadable } from './source-error.ts'
import type { Source } from './source.ts'

/** What a text is made of, where its sender says so. */
export type Format = 'event-stream' | 'lines' | 'json'

/** Enough of a text to see what it is: as long as `retry:`. */
const enough = 6

/**
 * Reads text, split anywhere, as an event stream, as one JSON value a line, or as one JSON value. Without a
 * `format`, its first characters tell; they also overrule `json`, which some servers say of their event streams.
 *
 * @throws {FanfoldError} `unreadable_response` if it is none of these.
 */
export async function readText(pull: Pull<string>, format?: Format): Promise<Source> {
  if (format === 'event-stream' || format === 'lines') return framed(pull, '', format)
  let head = ''
  for (;;) {
    const looks = looksLike(head)
    if (looks === 'event-stream') return framed(pull, head, looks)
    if (looks === 'json') return format === 'json' ? whole(pull, head) : linesOrWhole(pull, head)
    if (looks === 'neither') return refuse(pull, head)
    const { done, value } = await pull.next()
    if (done) break
    head += value
  }
  const looks = looksLike(`${head.trimEnd()}\n     `)
  if (looks === 'event-stream') return framed(ended, head, looks)
  return refuse(ended, head)
}

function looksLike(head: string): 'event-stream' | 'json' | 'neither' | undefined {
  const text = head.replace(/^\uFEFF?\s+/, '')
  if (text.startsWith('{') || text.startsWith('[')) return 'json'
  if (text.startsWith(':')) return 'event-stream'
  if (text.startsWith('<')) return 'neither'
  if (text.length < enough) return undefined
  return /^(?:data|event|id|retry)[:\s]/.test(text) ? 'event-stream' : 'neither'
}

/**
 * One line that is JSON may be all, or the first of many: what follows tells. JSON that is spread over lines is
 * whole.
 */
async function linesOrWhole(pull: Pull<string>, start: string): Promise<Source> {
  let head = start
  for (;;) {
    const text = head.trimStart()
    const lineEnd = text.indexOf('\n')
    if (lineEnd >= 0 && !isJson(text.slice(0, lineEnd))) return whole(pull, head)
    if (lineEnd >= 0 && /\S/.test(text.slice(lineEnd))) return framed(pull, head, 'lines')
    // Without a line end for this long it is one value; going on to look for one would be slow.
    if (lineEnd < 0 && text.length > 65_536) return whole(pull, head)
    const { done, value } = await pull.next()
    if (done) return whole(ended, head)
    head += value
  }
}

async function whole(pull: Pull<string>, head: string): Promise<Source> {
  const text = await readAll(pull, head)
  try {
    return { kind: 'whole', response: JSON.parse(text) as unknown }
  } catch (cause) {
    throw unreadable(`Expected a JSON response, got ${excerpt(text)}`, cause)
  }
}

async function refuse(pull: Pull<string>, head: string): Promise<never> {
  const text = (await readAll(pull, head, 10_000)).trim()
  if (text === '')
    throw unreadable('Expected a JSON response or an event stream, got nothing at all')
  throw unreadable(
    `Expected a JSON response or an event stream, got ${excerpt(text)}. Check the base URL.`,
  )
}

/** All text, or as much of it as `limit` asks for. */
export async function readAll(pull: Pull<string>, head = '', limit = Infinity): Promise<string> {
  const pieces = [head]
  let length = head.length
  while (length < limit) {
    const { done, value } = await pull.next()
    if (done) return pieces.join('')
    pieces.push(value)
    length += value.length
    if (length > longestEvent && limit === Infinity) {
      pull.cancel()
      throw unreadable(`Expected a response of at most ${longestEvent} characters, got more`)
    }
  }
  pull.cancel()
  return pieces.join('')
}

const ended: Pull<string> = {
  next: () => Promise.resolve({ done: true, value: undefined }),
  cancel: () => {},
}

function framed(pull: Pull<string>, head: string, format: 'event-stream' | 'lines'): Source {
  return { kind: 'events', events: events(pull, head, format) }
}

async function* events(
  pull: Pull<string>,
  head: string,
  format: 'event-stream' | 'lines',
): AsyncGenerator<unknown, void> {
  const found: Found = { events: [], ended: false }
  const framer: Framer = format === 'lines' ? lineFramer(found) : eventStreamFramer(found)
  try {
    framer.feed(head)
    for (;;) {
      yield* found.events
      found.events.length = 0
      if (found.ended) break
      const { done, value } = await pull.next()
      if (!done) framer.feed(value)
      else if (found.ended === false) {
        framer.end()
        yield* found.events
        break
      }
    }
    if (found.fault !== undefined) throw found.fault
  } finally {
    pull.cancel()
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
