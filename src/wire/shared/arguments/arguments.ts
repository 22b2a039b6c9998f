import type { InvalidInput, ToolCall } from '../../../call/call.ts'
import { toJson } from '../../../call/content/to-json.ts'
import { jsonFaultAt } from './json-fault.ts'
import { isRecord } from '../shape.ts'

/** A call's arguments, read: the part of a `ToolCall` that comes from them. */
export interface Arguments {
  readonly input: unknown
  readonly invalid?: InvalidInput
}

/**
 * Reads arguments that came as a JSON value or as JSON text. Nothing at all is an empty object: that is how models
 * call a tool without parameters. `cutOff`: the message ended inside this call.
 */
export function readArguments(value: unknown, cutOff = false): Arguments {
  if (typeof value === 'string') return parseArguments(value, cutOff)
  if (isRecord(value)) return { input: value }
  return value === null || value === undefined ? parseArguments('', cutOff) : wrongShape(value)
}

/**
 * A call's arguments as text to be sent back: as they came, if that is the text of an object, for many servers parse
 * it again. `said` is what came.
 */
export function sendableArguments(said: unknown, { input, invalid }: ToolCall): string {
  if (invalid !== undefined) return '{}'
  if (typeof said === 'string') return /^\s*\{/.test(said) ? said : '{}'
  try {
    return JSON.stringify(input)
  } catch {
    // Nested too deep for it.
    return '{}'
  }
}

function parseArguments(text: string, cutOff: boolean): Arguments {
  if (!/\S/.test(text)) return cutOff ? truncated(text) : { input: {} }
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return { input: value }
    return value === null ? { input: {} } : wrongShape(value, text)
  } catch {
    return cutOff ? truncated(text) : { input: {}, invalid: notJson(text) }
  }
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
