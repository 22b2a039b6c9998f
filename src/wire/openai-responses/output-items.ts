import type { ToolCall } from '../../call/call.ts'
import { sameJson } from '../../util/same-json.ts'
import { readArguments } from '../shared/arguments/arguments.ts'
import type { IsTool } from '../shared/parallel-wrapper.ts'
import { isCallEntry, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { toolName } from './namespace.ts'

/** An output item that is being read. */
export interface DraftItem {
  /** As it came last; never changed. */
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
  /** Only pieces of it have come: of its fields no more is known than its type. */
  implied: boolean
  /** An item before it is the same one, told already. */
  again: boolean
  /** The call, once it is certain. */
  call?: ToolCall
}

/** The items of a response, in order, and which of them are calls for us to run. */
export class OutputItems {
  readonly all: DraftItem[] = []
  readonly #isTool: IsTool | undefined
  /** The ids of calls that have their outputs in the response. */
  readonly #answered = new Set<unknown>()
  readonly #done = new Map<string, DraftItem[]>()
  #lastMessage = -1

  constructor(isTool: IsTool | undefined, output?: unknown) {
    this.#isTool = isTool
    for (const fields of itemsOf(output)) this.finish(this.begin(fields), fields)
  }

  begin(fields: Fields, implied = false): DraftItem {
    const place = this.all.length
    const item: DraftItem = {
      fields,
      begun: fields,
      place,
      pieces: [],
      given: '',
      open: true,
      implied,
      again: false,
    }
    this.all.push(item)
    if (fields.type === 'message') this.#lastMessage = place
    if (isOutput(fields)) this.#answered.add(fields.call_id)
    return item
  }

  /** The item is as these fields say. One that was told before under the same id, with the same content, is one with it. */
  finish(item: DraftItem, fields: Fields): void {
    item.fields = fields
    item.open = false
    item.implied = false
    const id = identity(item)
    const before = this.#done.get(id)
    if (id === '') return
    if (before?.some((one) => isSameItem(one, item))) item.again = true
    else if (before === undefined) this.#done.set(id, [item])
    else before.push(item)
  }

  /**
   * Whether an item is a call that is ours to run. What OpenAI runs itself has item types of its own, and a call whose
   * output stands in the same response is answered already. So is one of a custom tool that the request does not have, if
   * the model goes on with a message behind it: that is how xAI tells of its own search (docs.x.ai).
   */
  isOurs(item: DraftItem): boolean {
    // One that is open may yet be one.
    if (!isCall(item) && !(item.open && isCallType(item.fields))) return false
    if (item.call !== undefined) return true
    const served = this.#answered.has(item.fields.call_id)
    return !served && !(item.place < this.#lastMessage && this.mayBeProviders(item))
  }

  /** Whether it is a call of a custom tool that the request does not have. */
  mayBeProviders({ fields }: DraftItem): boolean {
    return isCustom(fields) && this.#isTool?.(toolName(fields, this.#isTool)) === false
  }

  get calls(): DraftItem[] {
    return this.all.filter((item) => !item.implied && isCall(item) && this.isOurs(item))
  }
}

/** The items of a list; what has neither a type nor a role is left out. */
function itemsOf(output: unknown): readonly Fields[] {
  return recordsOf(output).filter(isItem)
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

/** The output of a call, which is not to be answered again. */
function isOutput({ type }: Fields): boolean {
  return textOf(type).endsWith('_call_output')
}

/** The arguments or the custom tool's input as they came: text, unless a server sends something else. */
export function saidOf({ fields, given, pieces, open }: DraftItem): unknown {
  const said = isCustom(fields) ? fields.input : fields.arguments
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
function identity({ fields }: DraftItem): string {
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
