import type { ToolCall } from '../call/call.ts'
import { type Arguments, readArguments } from './arguments.ts'
import { mergeField } from './merge-field.ts'
import { isRecord, textOf, type Fields } from './shape.ts'

/** A tool call that is being read. */
export interface DraftCall {
  id: string
  name: string
  /** The pieces of the arguments' text. */
  pieces: string[]
  /** Arguments that came as a JSON value instead of text. */
  value: unknown
  /** OpenAI's custom tools take plain text. */
  custom: boolean
  /** Fields that we do not know, such as Gemini's thought signatures in `extra_content`. */
  readonly others: Record<string, unknown>
  /** The arguments that were complete when `triedAt` pieces had come. */
  complete: Arguments | undefined
  triedAt: number
  /** The call, once it is certain. */
  call?: ToolCall
}

export function makeCall(): DraftCall {
  return {
    id: '',
    name: '',
    pieces: [],
    value: undefined,
    custom: false,
    others: {},
    complete: undefined,
    triedAt: 0,
  }
}

/** The function of an entry of `tool_calls`, or what stands for it. */
export function functionOf(entry: Fields): Fields {
  if (isRecord(entry.function)) return entry.function
  return isRecord(entry.custom) ? entry.custom : {}
}

/** Adds what an entry of `tool_calls` says to its call. */
export function extendCall(call: DraftCall, entry: Fields): void {
  for (const key in entry) {
    if (key === 'id') call.id ||= textOf(entry.id)
    else if (key !== 'index' && key !== 'type' && key !== 'function' && key !== 'custom')
      mergeField(call.others, key, entry[key])
  }
  call.custom ||= isRecord(entry.custom)
  const said = functionOf(entry)
  call.name ||= textOf(said.name)
  const given = said.arguments ?? said.input
  if (typeof given === 'string') {
    if (given !== '') call.pieces.push(given)
  } else if (given !== null && given !== undefined) call.value = given
}

export function textOfCall(call: DraftCall): string {
  if (call.pieces.length > 1) {
    call.pieces = [call.pieces.join('')]
    call.triedAt = 0
  }
  return call.pieces[0] ?? ''
}

/** The arguments, whatever they are. */
export function argumentsOf(call: DraftCall, cutOff: boolean): Arguments {
  if (call.complete !== undefined) return call.complete
  if (call.custom) return { input: textOfCall(call) }
  return readArguments(call.value ?? textOfCall(call), cutOff)
}

/**
 * Whether the arguments are a whole JSON object, to which nothing can be added. Empty ones are not: a server may
 * name all its calls before it gives the arguments of the first.
 */
export function isComplete(call: DraftCall): boolean {
  if (call.complete !== undefined) return true
  if (call.custom || (call.value === undefined && call.triedAt === call.pieces.length)) return false
  // Parsing is dear, and most pieces of arguments do not end an object.
  if (call.value === undefined && !/\}\s*$/.test(call.pieces.at(-1) as string)) return false
  const read = readArguments(call.value ?? textOfCall(call))
  call.triedAt = call.pieces.length
  if (read.invalid === undefined && isRecord(read.input)) call.complete = read
  return call.complete !== undefined
}
