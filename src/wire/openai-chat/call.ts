import type { ToolCall } from '../../call/call.ts'
import { toJson } from '../../call/content/to-json.ts'
import { sameJson } from '../../util/same-json.ts'
import { type Arguments, readArguments } from '../shared/arguments/arguments.ts'
import { mergeField } from '../shared/merge-field.ts'
import { ObjectScan } from '../shared/arguments/object-scan.ts'
import { holdsAnything, isCallEntry, isRecord, textOf, type Fields } from '../shared/shape.ts'

/** A tool call that is being read. */
export interface DraftCall {
  id: string
  name: string
  /** Its number in the message, where the server gave one. */
  index: number | undefined
  /** The pieces of the arguments' text, joined only once. */
  readonly pieces: string[]
  /** Arguments that came as a JSON value instead of text. */
  value: unknown
  /** OpenAI's custom tools take plain text. */
  custom: boolean
  /** Fields that we do not know, such as Gemini's thought signatures in `extra_content`. */
  others: Record<string, unknown> | undefined
  scan: ObjectScan | undefined
  /** How many pieces the scan has seen. */
  scanned: number
  /** Its name came once more, after whole arguments. */
  isNamedAgain: boolean
  /** The number of the latest delta that spoke of this call. */
  delta: number
  /** The arguments, once they are a whole object. */
  complete: Arguments | undefined
  /** Its entry in a whole message. */
  original: Fields | undefined
  /** The call, once it is certain. */
  call: ToolCall | undefined
}

/** Stands for the number of a call in the old form, `function_call`, which has none. No server can send it. */
const oldFormIndex = -Infinity

export function makeCall(): DraftCall {
  return {
    id: '',
    name: '',
    index: undefined,
    pieces: [],
    value: undefined,
    custom: false,
    others: undefined,
    scan: undefined,
    scanned: 0,
    isNamedAgain: false,
    delta: 0,
    complete: undefined,
    original: undefined,
    call: undefined,
  }
}

/** What an entry of `tool_calls` says of its call. */
export interface CallEntry {
  readonly fields: Fields
  /** Empty, like the name, if it says none. */
  readonly id: string
  readonly index: number | undefined
  readonly name: string
  /** The arguments, or the input of a custom tool: text, a value, or undefined if it gives none. */
  readonly given: unknown
  readonly custom: boolean
}

/** The entries of a message's or a delta's `tool_calls`. Some servers send one alone, without its list. */
export function entriesIn(calls: unknown): readonly CallEntry[] {
  const list: readonly unknown[] = Array.isArray(calls) ? calls : [calls]
  return list.filter(isRecord).map(readEntry)
}

/** What the old form says of its call; nothing, if it is empty. */
export function oldEntriesIn(said: unknown): readonly CallEntry[] {
  return entriesIn({ function: said })
    .filter(({ name, given }) => name !== '' || given !== undefined)
    .map((entry) => ({ ...entry, index: oldFormIndex }))
}

export function isOldForm({ index }: { readonly index: number | undefined }): boolean {
  return index === oldFormIndex
}

function readEntry(fields: Fields): CallEntry {
  const said = functionOf(fields)
  const given = said.arguments ?? said.input
  return {
    fields: said === fields ? withoutFlat(fields) : fields,
    id: idOf(fields),
    index: indexOf(fields.index),
    name: textOf(said.name),
    given: given === '' || given === null ? undefined : given,
    custom: said === fields.custom,
  }
}

/** Whether it says anything of a call. Servers that send every field send empty entries, too. */
export function saysCall({ id, name, given }: CallEntry): boolean {
  return isCallEntry({ id, name }, given)
}

/**
 * The function of an entry of `tool_calls`, or what stands for it: whichever holds something. Some servers (Cloudflare's) put the
 * name and the arguments into the entry itself.
 */
function functionOf(fields: Fields): Fields {
  const { function: said, custom } = fields
  if (isRecord(said) && holdsAnything(said)) return said
  return isRecord(custom) && holdsAnything(custom) ? custom : fields
}

function withoutFlat({ name: _name, arguments: _given, input: _input, ...fields }: Fields): Fields {
  return fields
}

/** The fields of entries of which nothing could be read as a call, by their names. */
export function unreadIn(calls: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(calls) ? calls : [calls]
  return list.filter(isRecord).flatMap((fields) => {
    if (saysCall(readEntry(fields))) return []
    return Object.keys(fields).filter((key) => !label.has(key) && holdsAnything(fields[key]))
  })
}

const label: ReadonlySet<string> = new Set(['id', 'index', 'type'])

/** The entry's id. Mistral's older servers send the word null in place of an id. */
export function idOf({ id }: Fields): string {
  return id === 'null' ? '' : textOf(id)
}

function indexOf(index: unknown): number | undefined {
  const number = typeof index === 'string' && /^-?\d+$/.test(index) ? Number(index) : index
  return Number.isSafeInteger(number) ? (number as number) : undefined
}

const ownFields: ReadonlySet<string> = new Set(['id', 'index', 'type', 'function', 'custom'])

/** Adds what an entry says to its call, but for the name. */
export function extendCall(call: DraftCall, entry: CallEntry): void {
  const { fields, id, index, given } = entry
  call.id ||= id
  call.index ??= index
  call.custom ||= entry.custom
  for (const key in fields)
    if (!ownFields.has(key)) mergeField((call.others ??= {}), key, fields[key])
  if (given !== undefined) addArguments(call, given)
}

/**
 * Text and values are pieces of one sequence. An empty object stands for what comes later, and a value that differs from the one
 * before it is kept as text beside it, which makes the arguments invalid.
 */
export function addArguments(call: DraftCall, given: unknown): void {
  const { value } = call
  const isText = typeof given === 'string'
  const isBlank = isText && !/\S/.test(given)
  // What was whole is not, if more comes: two objects are not the first of them.
  if (!isBlank) call.complete = undefined
  if (isText) {
    if (!isBlank && isEmptyObject(value)) call.value = undefined
    if (!isBlank || value === undefined) call.pieces.push(given)
  } else if (
    isEmptyObject(given) ? !hasArguments(call) : value === undefined || isEmptyObject(value)
  )
    call.value = given
  else if (!isEmptyObject(given) && !sameJson(given, value)) call.pieces.push(toJson(given))
}

export function isEmptyObject(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0
}

/** The text of the arguments, as far as it has come. */
export function textSoFar({ pieces }: DraftCall): string {
  return pieces.length === 1 ? (pieces[0] as string) : pieces.join('')
}

/** Whether arguments have begun to come. */
export function hasArguments({ pieces, value }: DraftCall): boolean {
  return pieces.length > 0 || value !== undefined
}

/** The arguments, whatever they are. */
export function argumentsOf(call: DraftCall, cutOff: boolean): Arguments {
  if (call.complete !== undefined) return call.complete
  const text = textSoFar(call)
  if (call.custom) return { input: text }
  const said = readArguments(call.value ?? text, cutOff)
  if (call.value === undefined || call.pieces.length === 0 || said.invalid !== undefined)
    return said
  const besides = readArguments(text, cutOff)
  if (besides.invalid !== undefined) return besides
  const isSame = isEmptyObject(besides.input) || sameJson(besides.input, said.input)
  return isSame ? said : { input: {}, invalid: { reason: 'shape', message: twoObjects, text } }
}

const twoObjects =
  'The arguments came twice, and the two objects differ. Make the call again, with one object.'

/**
 * Whether the arguments are a whole JSON object, to which nothing can be added. Empty ones are not: a server may
 * name all its calls before it gives the arguments of the first.
 */
export function isComplete(call: DraftCall): boolean {
  if (call.complete !== undefined || call.custom) return !call.custom
  if (call.value === undefined || call.pieces.length > 0) {
    if (call.scanned === call.pieces.length) return false
    const scan = (call.scan ??= new ObjectScan())
    while (call.scanned < call.pieces.length) {
      scan.feed(call.pieces[call.scanned] as string)
      call.scanned += 1
    }
    if (!scan.closed) return false
  }
  const read = argumentsOf(call, false)
  if (read.invalid === undefined) call.complete = read
  return read.invalid === undefined
}
