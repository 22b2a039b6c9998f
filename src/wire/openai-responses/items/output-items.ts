import type { IsTool } from '../../shared/parallel-wrapper.ts'
import { recordsOf, textOf, type Fields } from '../../shared/shape.ts'
import { toolName } from '../namespace.ts'
import {
  type DraftItem,
  identity,
  isCall,
  isCallType,
  isCustom,
  isItem,
  isSameItem,
} from './draft-item.ts'
import { merged } from './merge.ts'

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

  /**
   * The item is as these fields say, and as what came of it before, where they say less. One that was told before under the same id,
   * with the same content, is one with it.
   *
   * @returns whether they do not contradict what came before.
   */
  finish(item: DraftItem, said: Fields): boolean {
    const fields = merged(item, said)
    item.fields = fields ?? said
    item.open = false
    item.implied = false
    const id = identity(item)
    if (id === '') return fields !== undefined
    const before = this.#done.get(id)
    if (before === undefined) this.#done.set(id, [item])
    else if (before.some((one) => one !== item && isSameItem(one, item))) item.again = true
    else if (!before.includes(item)) before.push(item)
    return fields !== undefined
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

/** The output of a call, which is not to be answered again. */
function isOutput({ type }: Fields): boolean {
  return textOf(type).endsWith('_call_output')
}
