import type { FanfoldError } from '../../call/errors/error.ts'
import { frame } from './frame.ts'
import { type Format, looksLike } from './format.ts'
import { isJson, longestEvent } from './framer.ts'
import type { Pull } from './pull.ts'
import { excerpt, unreadable } from './source-error.ts'
import { brokenSource, type Source } from './source.ts'

/**
 * Reads text, split anywhere, as an event stream, as one JSON value a line, or as one JSON value. Its first
 * characters tell, and overrule a `format` that is plainly wrong: some servers call their event streams JSON, and
 * some send a JSON error where they promised an event stream.
 *
 * If there is nothing at all, or JSON that is cut off, the iteration rejects: it broke.
 *
 * @throws {FanfoldError} `unreadable_response` if it is anything else.
 */
export async function readText(pull: Pull<string>, format?: Format): Promise<Source> {
  let head = ''
  for (;;) {
    const looks = looksLike(head)
    if (looks === 'json') return linesOrWhole(pull, head, format === 'lines')
    if (looks === 'event-stream') return framed(pull, head, looks)
    if (looks === 'other' && (format === 'event-stream' || format === 'lines'))
      return framed(pull, head, format)
    if (looks !== undefined) return refuse(pull, head)
    const { done, value } = await pull.next()
    if (done) return refuse(over, head)
    head += value
  }
}

async function framed(
  pull: Pull<string>,
  head: string,
  format: 'event-stream' | 'lines',
): Promise<Source> {
  return { kind: 'events', events: await frame(pull, head, format) }
}

/**
 * One line that is JSON may be all, or the first of many: what follows tells, or what was promised. JSON that is spread over
 * lines is whole.
 */
async function linesOrWhole(
  pull: Pull<string>,
  head: string,
  isPromised: boolean,
): Promise<Source> {
  const pieces = [head]
  let length = head.length
  let latest = head.trimStart()
  let firstLine = false
  for (;;) {
    if (firstLine ? /\S/.test(latest) : latest.includes('\n')) {
      const text = pieces.join('').trimStart()
      const lineEnd = text.indexOf('\n')
      if (!firstLine && !isJson(text.slice(0, lineEnd))) return whole(pull, text)
      if (isPromised || /\S/.test(text.slice(lineEnd))) return framed(pull, text, 'lines')
      firstLine = true
    }
    const { done, value } = await pull.next()
    if (done) return whole(over, pieces.join(''))
    pieces.push(value)
    latest = value
    length += value.length
    if (length > longestEvent) throw tooLong(pull)
  }
}

async function whole(pull: Pull<string>, head: string): Promise<Source> {
  const text = await readAll(pull, head)
  try {
    return { kind: 'whole', response: JSON.parse(text.trim()) as unknown }
  } catch (cause) {
    return brokenSource(unreadable(`Expected a JSON response, got ${excerpt(text)}`, cause))
  }
}

async function refuse(pull: Pull<string>, head: string): Promise<Source> {
  const text = (await readAll(pull, head, 10_000)).trim()
  if (text === '')
    return brokenSource(
      unreadable('Expected a JSON response or an event stream, got nothing at all'),
    )
  throw unreadable(
    `Expected a JSON response or an event stream, got ${excerpt(text)}. Check the base URL.`,
  )
}

/** All text, or, given a `limit`, not much more than that; the rest is let go of. */
export async function readAll(
  pull: Pull<string>,
  head: string = '',
  limit: number = Infinity,
): Promise<string> {
  const pieces = [head]
  let length = head.length
  while (length < limit) {
    const { done, value } = await pull.next()
    if (done) return pieces.join('')
    pieces.push(value)
    length += value.length
    if (length <= longestEvent || limit !== Infinity) continue
    throw tooLong(pull)
  }
  pull.cancel()
  return pieces.join('')
}

function tooLong(pull: Pull<string>): FanfoldError {
  pull.cancel()
  return unreadable(`Expected a response of at most ${longestEvent} characters, got more.`)
}

const over: Pull<string> = {
  next: () => Promise.resolve({ done: true, value: undefined }),
  cancel: () => {},
}
