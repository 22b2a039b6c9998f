import type { ToolCall } from '../../../call/call.ts'
import { sameJson } from '../../../util/same-json.ts'
import { readArguments } from '../../shared/arguments/arguments.ts'
import { isCallEntry, recordsOf, textOf, type Fields } from '../../shared/shape.ts'

/** An output item that is being read. */
export interface DraftItem {
  /** As it came last, with what only earlier events said; never changed. */
  fields: Fields
  /** As it began. */
  readonly begun: Fields
  /** Its place among the items. */
  readonly place: number
  /** The pieces of its arguments or its words, joined only at the end. */
  readonly pieces: string[]
  /** Its whole arguments, which an event of their own repeats before the item is done. */
  given: string
  open: boolean
  /** Only pieces of it have come: of its fields no more is known than its type, and perhaps its id. */
  implied: boolean
  /** An item before it is the same one, told already. */
  again: boolean
  /** The call, once it is certain. */
  call?: ToolCall
}

export function isItem({ type, role }: Fields): boolean {
  return textOf(type) !== '' || textOf(role) !== ''
}

export function isCustom({ type }: Fields): boolean {
  return type === 'custom_tool_call'
}

/** Whether it is a call, of ours or not. One of which everything is empty is not a call. */
export function isCall(item: DraftItem): boolean {
  const { fields, again } = item
  if (again || !isCallType(fields)) return false
  // Asked after each piece: the arguments are put together only where nothing else says that it is a call.
  if (textOf(fields.call_id) !== '' || textOf(fields.name) !== '') return true
  return isCallEntry({}, saidOf(item))
}

export function isCallType(fields: Fields): boolean {
  return fields.type === 'function_call' || isCustom(fields)
}

/** Where a call has its arguments, or the custom tool's input. */
export function inputKey(fields: Fields): 'input' | 'arguments' {
  return isCustom(fields) ? 'input' : 'arguments'
}

/** The arguments or the custom tool's input as they came: text, unless a server sends something else. */
export function saidOf({ fields, given, pieces, open }: DraftItem): unknown {
  const said = fields[inputKey(fields)]
  if (!open && said !== '' && said !== undefined && said !== null) return said
  return given || (pieces.length > 0 ? pieces.join('') : said)
}

/** The words of a message item; none of any other item. */
export function wordsOf({ fields, open, pieces, again }: DraftItem): string {
  if (fields.type !== 'message' || again) return ''
  if (open && pieces.length > 0) return pieces.join('')
  return recordsOf(fields.content)
    .map(({ text }) => textOf(text))
    .join('')
}

/** What two items have in common if they are one. Empty if nothing names it. */
export function identity({ fields }: Pick<DraftItem, 'fields'>): string {
  return (isCallType(fields) && textOf(fields.call_id)) || textOf(fields.id)
}

/** Whether two finished items are one: some gateways give an item another id each time. */
export function isSameItem(one: DraftItem, other: DraftItem): boolean {
  const { fields: a } = one
  const { fields: b } = other
  if (a.type !== b.type) return false
  if (!isCallType(a) || textOf(a.call_id) === '') return sameJson(a, b)
  const keys = ['call_id', 'name', 'namespace']
  if (keys.some((key) => textOf(a[key]) !== textOf(b[key]))) return false
  return isSameInput(saidOf(one), saidOf(other))
}

/** Whether arguments are the same, though they may be written in two ways. */
function isSameInput(one: unknown, other: unknown): boolean {
  if (sameJson(one, other)) return true
  const [a, b] = [readArguments(one), readArguments(other)]
  return a.invalid === undefined && b.invalid === undefined && sameJson(a.input, b.input)
}
