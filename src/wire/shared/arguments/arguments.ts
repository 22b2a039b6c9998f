import type { InvalidInput, ToolCall } from '../../../call/call.ts'
import { inexact } from '../../../call/schema/exact-numbers.ts'
import { toJson } from '../../../call/content/to-json.ts'
import { sameJson } from '../../../util/same-json.ts'
import { jsonFaultAt } from './json-fault.ts'
import { sendable } from '../sent/sendable.ts'
import { isRecord, type Fields } from '../shape.ts'
import { isDoubtful, parseExact } from './exact-json.ts'

/** A call's arguments, read: the part of a `ToolCall` that comes from them. */
export interface Arguments {
  readonly input: unknown
  readonly invalid?: InvalidInput
  readonly digits?: readonly string[]
}

/** Deeper inputs are refused: not all providers take them back (Google's reader of JSON goes 100 levels deep). */
const deepest = 80

/**
 * Reads arguments that came as a JSON value or as JSON text. Nothing at all is an empty object: that is how models
 * call a tool without parameters. `cutOff`: the message ended inside this call.
 */
export function readArguments(value: unknown, cutOff = false): Arguments {
  if (typeof value === 'string') return parseArguments(value, cutOff)
  if (value === null || value === undefined) return parseArguments('', cutOff)
  if (!isRecord(value)) return wrongShape(value)
  const fault = faultIn(value)
  return fault === undefined ? { input: value } : refused(fault)
}

/**
 * A call's arguments as text to be sent back: as they came, if that is the text of an object, for many servers parse
 * it again. `said` is what came.
 */
export function sendableArguments(said: unknown, { input, invalid }: ToolCall): string {
  if (invalid !== undefined) return '{}'
  if (typeof said === 'string' && /^\s*\{/.test(said) && !isChanged(said, input)) return said
  return JSON.stringify(sendable(input))
}

/** Whether what was read is not what the text says by itself. */
function isChanged(said: string, input: unknown): boolean {
  return holdsHalfPair(said, input) || (inRow.test(said) && parsedObject(said) === undefined)
}

/** Half a surrogate pair that is written as an escape comes out again where the text is parsed. */
function holdsHalfPair(text: string, input: unknown): boolean {
  return text.includes('\\u') && /\\u[dD][89a-fA-F]/.test(text) && sendable(input) !== input
}

function parseArguments(text: string, cutOff: boolean): Arguments {
  if (!/\S/.test(text)) return cutOff ? truncated(text) : { input: {} }
  try {
    const { value, digits } = parseExact(text)
    if (isRecord(value)) return withDigits(value, digits, text)
    if (value === null) return { input: {} }
    // An object that was encoded twice can be nothing else.
    const inner =
      typeof value === 'string' && /^\s*\{/.test(value) ? parsedObject(value) : undefined
    return inner ?? wrongShape(value, text)
  } catch {
    const repeated = repeatedObject(text)
    if (repeated !== undefined) return repeated
    return cutOff ? truncated(text) : { input: {}, invalid: notJson(text) }
  }
}

/** More objects in a row than servers are known to send. */
const mostInRow = 4

/**
 * The one object that stands in a text several times in a row, or behind empty ones: gateways send `{}` before the arguments, and
 * servers the arguments once more. Two that differ are not the first of them.
 */
function repeatedObject(text: string): Arguments | undefined {
  if (!inRow.test(text)) return undefined
  let one: Arguments | undefined
  let rest = text
  for (let count = 0; /\S/.test(rest); count += 1) {
    const at = jsonFaultAt(rest)
    const object = count < mostInRow ? parsedObject(at < 0 ? rest : rest.slice(0, at)) : undefined
    if (object === undefined || object.invalid !== undefined) return undefined
    if (one !== undefined && !isEmpty(one) && !sameJson(one.input, object.input)) return undefined
    if (one === undefined || isEmpty(one)) one = object
    rest = at < 0 ? '' : rest.slice(at)
  }
  return one
}

/** Where one object may end and another begin. */
const inRow: RegExp = /\}\s*\{/

function isEmpty({ input }: Arguments): boolean {
  return isRecord(input) && Object.keys(input).length === 0
}

function parsedObject(text: string): Arguments | undefined {
  try {
    const { value, digits } = parseExact(text)
    return isRecord(value) ? withDigits(value, digits, text) : undefined
  } catch {
    return undefined
  }
}

function withDigits(input: unknown, digits: readonly string[], text: string): Arguments {
  if (text.length > 2 * deepest && isDeeper(input, deepest)) return refused({ pointer: undefined })
  return digits.length === 0 ? { input } : { input, digits }
}

/** What makes an input unfit: a number, by its place, or its depth. */
interface Fault {
  readonly pointer: string | undefined
}

function faultIn(input: unknown): Fault | undefined {
  // One that others have parsed may share its objects, or hold itself.
  const seen = new Set<unknown>()
  const look = (value: unknown, pointer: string, left: number): Fault | undefined => {
    if (typeof value === 'number') return isDoubtful(value) ? { pointer } : undefined
    if (typeof value !== 'object' || value === null) return undefined
    if (left === 0) return { pointer: undefined }
    if (seen.has(value)) return undefined
    seen.add(value)
    for (const key in value) {
      const part = (value as Fields)[key]
      if (typeof part !== 'number' && typeof part !== 'object') continue
      const fault = look(part, `${pointer}/${key}`, left - 1)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  return look(input, '', deepest)
}

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((part) => isDeeper(part, left - 1))
}

function refused({ pointer }: Fault): Arguments {
  if (pointer !== undefined) return { input: {}, invalid: inexact(pointer) }
  const message = `The arguments nest deeper than ${deepest} levels. Send them flatter.`
  return { input: {}, invalid: { reason: 'shape', message, text: '' } }
}

function truncated(text: string): Arguments {
  const message =
    'The message was cut off inside the arguments of this call. Make the call again, in smaller pieces if its ' +
    'arguments are long.'
  return { input: {}, invalid: { reason: 'truncated', message, text } }
}

function wrongShape(value: unknown, text = toJson(value)): Arguments {
  const kind = Array.isArray(value) ? 'an array' : `a ${typeof value}`
  const message = `The arguments must be a JSON object, but they are ${kind}. Send an object with the tool's parameters.`
  return { input: value, invalid: { reason: 'shape', message, text } }
}

function notJson(text: string): InvalidInput {
  const at = Math.max(0, jsonFaultAt(text))
  const before = text.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  const place = `at character ${at} (line ${line}, column ${at - lineStart + 1})`
  const near = JSON.stringify(before.slice(-20))
  const fault =
    at >= text.length
      ? `the text ends too soon, ${place}, after ${near}`
      : `unexpected ${JSON.stringify(text[at])} ${place}, after ${near}`
  const message = `The arguments are not valid JSON: ${fault}. Make the call again with valid JSON.`
  return { reason: 'json', message, text }
}
