import { UsageError } from '../../../call/errors/error.ts'
import { refusal } from '../../../call/expect.ts'
import type { Toolset } from '../../../call/toolset.ts'
import { isThenable } from '../../../util/is-thenable.ts'
import { unreadable } from '../../source/source-error.ts'
import { isRecord } from '../shape.ts'
import { callOrigin } from './call-origin.ts'
import { messageOrigin } from './message-origin.ts'
import { originOf, type Origin } from './origin.ts'
import { unparsedCall } from './unparsed.ts'

/**
 * What is to be run is calls as a provider's `calls` reads them.
 *
 * @throws {UsageError} if it is what a provider sends, raw or whole, or else not a list; it names the function that reads it.
 */
export function expectCalls(value: unknown, name: string, whose: string, tools: Toolset): void {
  const length = lengthOf(value)
  if (length === undefined) throw refuseNoList(value, name, whose)
  for (let index = 0; index < length; index += 1)
    expectCall(itemOf(value as readonly unknown[], index), name, whose, tools)
}

/** @throws {UsageError} if it is a call as a provider sends it, or a message with some, or its arguments are still to be read. */
export function expectCall(call: unknown, name: string, whose: string, tools: Toolset): void {
  const origin = callOrigin(call)
  if (origin !== undefined) throw rawCalls(origin.calls, origin, name, whose)
  const message = isCall(call) ? undefined : messageOrigin(call)
  if (message !== undefined) throw rawCalls(message.response, message, name, whose)
  const unparsed = unparsedCall(call, tools)
  if (unparsed !== undefined) throw noCalls(unparsed, name, whose)
}

/**
 * What a provider's functions read is a response or a stream of that provider.
 *
 * @throws {UsageError} if it is calls; it names the function that takes them.
 * @throws {FanfoldError} `unreadable_response` if it is another provider's, which a server may have sent, too.
 */
export function expectResponse(codec: string, value: unknown): void {
  if (isList(value)) {
    // An AI SDK's stream has calls among its parts.
    const origin = codec === 'ai-sdk' ? undefined : firstOrigin(value)
    if (origin !== undefined)
      throw new UsageError(
        `Expected a response or a stream, got ${origin.calls} alone. ${origin.advice}`,
      )
    if (isCall(itemOf(value, 0)))
      throw new UsageError(
        'Expected a response or a stream, got calls. Run calls with `engine.execute(calls)`.',
      )
    return
  }
  const origin = messageOrigin(value)
  const own = originOf(codec)
  if (origin !== undefined && origin !== own)
    throw unreadable(
      `Expected ${own?.response ?? `a message of ${codec}`}, got ${origin.response}. ${origin.advice}`,
    )
}

/** Before its first call a message may have thoughts and words. */
const mostLookedAt = 20

function firstOrigin(list: readonly unknown[]): Origin | undefined {
  for (let index = 0; index < Math.min(list.length, mostLookedAt); index += 1) {
    const origin = callOrigin(itemOf(list, index))
    if (origin !== undefined) return origin
  }
  return undefined
}

function rawCalls(what: string, { advice }: Origin, name: string, whose: string): UsageError {
  return noCalls(`${what}. ${advice}`, name, whose)
}

function noCalls(what: string, name: string, whose: string): UsageError {
  return new UsageError(
    `Expected \`${name}\`${whose} to be ${name === 'call' ? 'a call' : 'calls'} with an id, a name and an input, got ${what}`,
  )
}

function refuseNoList(value: unknown, name: string, whose: string): UsageError {
  const origin = messageOrigin(value) ?? callOrigin(value)
  if (origin !== undefined) {
    const what = callOrigin(value) === origin ? origin.calls : origin.response
    return rawCalls(what, origin, name, whose)
  }
  const wrong = refusal(name, whose, 'an array of tool calls', value)
  const hint = hintFor(value)
  return hint === '' ? wrong : new UsageError(`${wrong.message} ${hint}`)
}

function hintFor(value: unknown): string {
  try {
    if (isThenable(value)) return 'Await it first.'
    if (isCall(value)) return 'Put one call in an array: `[call]`.'
    if (isRecord(value) && Symbol.asyncIterator in value)
      return 'Pass a stream to the `answer` of its provider, such as `anthropic.answer(engine, stream)`.'
  } catch {
    // A value that cannot be read is nothing that is known.
  }
  return ''
}

function isCall(value: unknown): boolean {
  try {
    return isRecord(value) && typeof value['name'] === 'string' && 'input' in value
  } catch {
    return false
  }
}

function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value)
  } catch {
    return false
  }
}

/** Undefined if it is not a list, or cannot be read. */
function lengthOf(value: unknown): number | undefined {
  try {
    return Array.isArray(value) ? value.length : undefined
  } catch {
    return undefined
  }
}

function itemOf(list: readonly unknown[], index: number): unknown {
  try {
    return list[index]
  } catch {
    return undefined
  }
}
