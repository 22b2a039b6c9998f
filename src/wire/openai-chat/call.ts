import type { ToolCall } from '../../call/call.ts'
import { type Arguments, readArguments } from '../shared/arguments/arguments.ts'
import { mergeField } from '../shared/merge-field.ts'
import { ObjectScan } from '../shared/arguments/object-scan.ts'
import { isRecord, textOf, type Fields } from '../shared/shape.ts'

/** A tool call that is being read. */
export interface DraftCall {
  id: string
  name: string
  /** The pieces of the arguments' text, joined only once. */
  readonly pieces: string[]
  /** Arguments that came as a JSON value instead of text. */
  value: unknown
  /** OpenAI's custom tools take plain text. */
  custom: boolean
  /** Fields that we do not know, such as Gemini's thought signatures in `extra_content`. */
  readonly others: Record<string, unknown>
  readonly scan: ObjectScan
  /** How many pieces the scan has seen. */
  scanned: number
  /** The number of the latest delta that spoke of this call. */
  delta: number
  /** The arguments, once they are a whole object. */
  complete: Arguments | undefined
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
    scan: new ObjectScan(),
    scanned: 0,
    delta: 0,
    complete: undefined,
  }
}

/** The function of an entry of `tool_calls`, or what stands for it. */
export function functionOf(entry: Fields): Fields {
  if (isRecord(entry.function)) return entry.function
  return isRecord(entry.custom) ? entry.custom : {}
}

/** The entry's id. Mistral's older servers send the word null where there is none. */
export function idOf({ id }: Fields): string {
  return id === 'null' ? '' : textOf(id)
}

/** Adds what an entry of `tool_calls` says to its call. */
export function extendCall(call: DraftCall, entry: Fields): void {
  for (const key in entry) {
    if (key === 'id') call.id ||= idOf(entry)
    else if (key === 'custom') call.custom ||= isRecord(entry.custom)
    else if (key !== 'index' && key !== 'type' && key !== 'function')
      mergeField(call.others, key, entry[key])
  }
  const said = functionOf(entry)
  call.name ||= textOf(said.name)
  const given = said.arguments ?? said.input
  if (typeof given !== 'string') call.value = given ?? call.value
  else if (given !== '') call.pieces.push(given)
}

/** The arguments, whatever they are. */
export function argumentsOf(call: DraftCall, cutOff: boolean): Arguments {
  if (call.complete !== undefined) return call.complete
  const text = call.pieces.join('')
  return call.custom ? { input: text } : readArguments(call.value ?? text, cutOff)
}

/**
 * Whether the arguments are a whole JSON object, to which nothing can be added. Empty ones are not: a server may
 * name all its calls before it gives the arguments of the first.
 */
export function isComplete(call: DraftCall): boolean {
  if (call.complete !== undefined || call.custom) return !call.custom
  if (call.value === undefined) {
    if (call.scanned === call.pieces.length) return false
    while (call.scanned < call.pieces.length) {
      call.scan.feed(call.pieces[call.scanned] as string)
      call.scanned += 1
    }
    if (!call.scan.closed) return false
  }
  const read = argumentsOf(call, false)
  if (read.invalid === undefined) call.complete = read
  return read.invalid === undefined
}
