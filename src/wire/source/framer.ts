import type { FanfoldError } from '../../call/errors/error.ts'
import type { CreateParser } from './load-parser.ts'
import { excerpt, unreadable } from './source-error.ts'

/**
 * What ends OpenAI's event streams. It is handed on as the last event, as the string that it is, because for the
 * servers that leave out the finish reason it is the only word that the message is complete.
 */
export const doneMarker = '[DONE]'

/** The longest single event, in characters: far above any real message, far below what exhausts the memory. */
export const longestEvent: number = 64 * 1024 * 1024

/** What a framer has found, in order. */
export interface Found {
  events: unknown[]
  /** Nothing comes after this: the stream said so, or it cannot be read any further. */
  ended: boolean
  fault?: FanfoldError
}

/** Cuts text or bytes, split anywhere, into events. */
export interface Framer<Chunk = string> {
  feed(chunk: Chunk): void
  /** Nothing more comes. An event that lacks only its line end still counts. */
  end(): void
}

/** Server-sent events (HTML Living Standard, section 9.2) whose data is JSON. */
export function eventStreamFramer(
  found: Found,
  createParser: CreateParser,
  longest: number = longestEvent,
): Framer {
  const parser = createParser({
    maxBufferSize: longest,
    onEvent: ({ data, event }) => {
      // A keep-alive need not be JSON.
      if (event !== 'ping' || data.startsWith('{')) take(found, data)
    },
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') fail(found, tooLong(longest))
    },
  })
  const feed = (text: string): void => {
    if (!found.ended) parser.feed(text)
  }
  return { feed, end: () => feed('\n\n') }
}

/** One JSON value a line. */
export function lineFramer(found: Found, longest: number = longestEvent): Framer {
  let pieces: string[] = []
  let length = 0
  const flush = (): void => {
    const line = pieces.join('')
    pieces = []
    length = 0
    take(found, line)
  }
  const feed = (text: string): void => {
    let from = 0
    for (let to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
      pieces.push(text.slice(from, to))
      from = to + 1
      flush()
    }
    pieces.push(text.slice(from))
    length += text.length - from
    if (length > longest) fail(found, tooLong(longest))
  }
  return { feed, end: flush }
}

function take(found: Found, data: string): void {
  const text = data.trim()
  if (found.ended || text === '') return
  if (text === doneMarker) {
    found.events.push(doneMarker)
    found.ended = true
    return
  }
  try {
    found.events.push(JSON.parse(text))
  } catch (cause) {
    // Without the blank line between them, several events arrive as the lines of one.
    const [first = '', ...others] = text.split('\n')
    if (others.length > 0 && isJson(first)) for (const line of [first, ...others]) take(found, line)
    else fail(found, unreadable(`Expected each event to be JSON, got ${excerpt(text)}`, cause))
  }
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export function fail(found: Found, fault: FanfoldError): void {
  found.fault ??= fault
  found.ended = true
}

export function tooLong(longest: number, unit = 'characters'): FanfoldError {
  return unreadable(`Expected events of at most ${longest} ${unit}, got a longer one.`)
}
