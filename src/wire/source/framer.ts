import type { FanfoldError } from '../../call/errors/error.ts'
import type { CreateParser } from './load-parser.ts'
import { addAll } from '../../util/add-all.ts'
import { jsonFaultAt } from '../shared/arguments/json-fault.ts'
import { isRecord } from '../shared/shape.ts'
import { excerpt, isProviderError, saidError, unreadable } from './source-error.ts'

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
  /** Words that came last, where JSON belongs. Keep-alives are passed over; if nothing follows, they may say why. */
  words?: string | undefined
  fault?: FanfoldError
}

/** Cuts text or bytes, split anywhere, into events. */
export interface Framer<Chunk = string> {
  feed(chunk: Chunk): void
  /** Nothing more comes. An event that lacks only its line end still counts. */
  end(): void
}

/**
 * Server-sent events (HTML Living Standard, section 9.2) whose data is JSON. Data that is not is a keep-alive, unless its
 * event is an error. Some servers write an error into a field of its own, which the standard does not know.
 */
export function eventStreamFramer(
  found: Found,
  createParser: CreateParser,
  longest: number = longestEvent,
): Framer {
  const parser = createParser({
    maxBufferSize: longest,
    onEvent: ({ data, event }) => {
      if (event === 'error') takeError(found, data)
      else take(found, data)
    },
    onError: ({ type, field, value = '' }) => {
      if (type === 'max-buffer-size-exceeded') fail(found, tooLong(longest))
      if (type === 'unknown-field' && field === 'error') takeError(found, value)
    },
  })
  const feedWhole = wholeErrorLines((text) => parser.feed(text))
  const feed = (text: string): void => {
    if (!found.ended) feedWhole(text)
  }
  const end = (): void => {
    feed('\n\n')
    failByWords(found)
  }
  return { feed, end }
}

/** A longer line is not waited for, in characters: of an error's words fewer are kept. */
const longestErrorLine = 10_000
const errorField = 'error:'

/**
 * Feeds a parser of server-sent events that forgets a line which comes in pieces, unless it knows its field. A line of the
 * field `error`, in which llama.cpp says what went wrong, is held back until it is whole.
 */
function wholeErrorLines(feed: (text: string) => void): (text: string) => void {
  let held = ''
  let isLineStart = true
  return (text) => {
    if (text === '') return
    const all = held + text
    const from = Math.max(all.lastIndexOf('\n'), all.lastIndexOf('\r')) + 1
    const line = all.slice(from)
    const isError = line !== '' && (isLineStart || from > 0) && beginsError(line)
    held = isError && line.length <= longestErrorLine ? line : ''
    isLineStart = held !== '' || line === ''
    if (held !== '') feed(all.slice(0, from))
    else feed(isError ? `${all}\n` : all)
  }
}

function beginsError(line: string): boolean {
  return line.startsWith(errorField) || errorField.startsWith(line)
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
  const end = (): void => {
    flush()
    failByWords(found)
  }
  return { feed, end }
}

function take(found: Found, data: string): void {
  const text = data.trim()
  if (found.ended || text === '') return
  if (text === doneMarker) {
    found.events.push(doneMarker)
    found.ended = true
    return
  }
  const lines = linesIn(text)
  if (lines !== undefined) {
    for (const line of lines) take(found, line)
    return
  }
  const values = valuesIn(text)
  if (values !== undefined) {
    addAll(found.events, values)
    found.words = undefined
  } else if (isMeantAsJson.test(text))
    fail(found, unreadable(`Expected each event to be JSON, got ${excerpt(text)}`))
  else found.words = text
}

/** What an error event says; its data is JSON of any shape, or words. */
function takeError(found: Found, data: string): void {
  const [value, ...others] = valuesIn(data) ?? []
  if (!isRecord(value) || others.length > 0) return fail(found, unreadable(saidError(data)))
  take(found, isProviderError(value) ? data : JSON.stringify({ error: value }))
}

/** An object or a list that holds something; words in brackets are not. */
const isMeantAsJson = /^(?:\{|\[\s*(?:[[{"\]]|$))/

/** The lines of an event, if each is one of its own: without the blank line between them, several arrive as one. */
function linesIn(text: string): readonly string[] | undefined {
  const end = text.indexOf('\n')
  return end >= 0 && !isJson(text) && isJson(text.slice(0, end)) ? text.split('\n') : undefined
}

/**
 * The JSON values of an event; without any space between them, several arrive as one. Undefined if there is anything else
 * among them.
 */
function valuesIn(text: string): unknown[] | undefined {
  try {
    return [JSON.parse(text)]
  } catch {
    const values: unknown[] = []
    for (let rest = text; /\S/.test(rest);) {
      const at = jsonFaultAt(rest)
      const end = at < 0 ? rest.length : at
      if (end === 0 || !isJson(rest.slice(0, end))) return undefined
      values.push(JSON.parse(rest.slice(0, end)))
      rest = rest.slice(end)
    }
    return values
  }
}

/** The last that came were words, which may say why nothing more did. */
function failByWords(found: Found): void {
  if (!found.ended && found.words !== undefined) fail(found, unreadable(saidError(found.words)))
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
