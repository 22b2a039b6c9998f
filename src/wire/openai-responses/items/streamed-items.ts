import { sameJson } from '../../../util/same-json.ts'
import { isRecord, textOf, type Fields } from '../../shared/shape.ts'
import type { MessageStream } from '../../shared/stream/message-stream.ts'
import type { ResponsesDraft } from '../draft.ts'
import type { ResponsesItem } from '../item.ts'
import { type DraftItem, isCallType, isItem, isSameItem, saidOf } from './draft-item.ts'
import { fuller, merged } from './merge.ts'

export type Stream = MessageStream<DraftItem, ResponsesItem>

/**
 * Puts the items of a streamed response together, and fails at what contradicts the protocol.
 *
 * Events name their item by `output_index` and, most of them, by its id; either alone is enough, for some servers
 * give every item the same index, and some gateways a new id in every event. Pieces may come before their item does. An
 * item that begins or ends twice in the same way has done so once. What ends with less than came of it has what came.
 */
export class StreamedItems {
  readonly #draft: ResponsesDraft
  readonly #stream: Stream
  readonly #byIndex = new Map<unknown, DraftItem>()
  readonly #byId = new Map<string, DraftItem>()

  constructor(draft: ResponsesDraft, stream: Stream) {
    this.#draft = draft
    this.#stream = stream
  }

  begin(event: Fields): void {
    const { item: fields } = event
    if (!isRecord(fields)) return this.#lost('an item began without its fields')
    if (!isItem(fields)) return
    const before = this.#find(event, fields.id)
    if (before?.implied && before.fields.type === fields.type) this.#name(before, fields)
    else if (before === undefined || !(before.open || isKnown(before, fields)))
      this.#add(event, fields)
    else if (!sameJson(before.begun, fields) && !sameJson(before.fields, fields))
      this.#lost('an item began twice')
  }

  /** @returns the item, if it is done only now. */
  finish(event: Fields): DraftItem | undefined {
    const { item: fields } = event
    if (!isRecord(fields)) return this.#lost('an item ended without its fields')
    if (!isItem(fields)) return undefined
    const before = this.#find(event, fields.id)
    // A server may name an item only once it is done.
    if (before === undefined) return this.#end(this.#add(event, fields), fields)
    if (before.open) {
      if (isOther(before.fields, fields))
        return this.#lost('an item ended as another than it began')
      return this.#end(before, fields)
    }
    const again = isOther(before.fields, fields) ? undefined : merged(before, fields)
    if (isSameItem(before, { ...before, fields: again ?? fields, pieces: [], given: '' }))
      return undefined
    if (!isKnown(before, fields)) return this.#end(this.#add(event, fields), fields)
    return isCallType(fields) ? this.#lost('a call ended twice, in two ways') : undefined
  }

  /** Adds a piece of its arguments or its words to an item of a type, and returns the item. */
  extend(event: Fields, type: string): DraftItem | undefined {
    const { delta } = event
    if (delta === undefined || delta === null || delta === '') return undefined
    if (typeof delta !== 'string') return this.#lost('a part of an item is not text')
    const item = this.#openItem(event, type)
    if (item === undefined) return undefined
    // Words are kept by the sink too.
    if (type !== 'message' && !this.#stream.takePiece(delta)) return undefined
    item.pieces.push(delta)
    return item
  }

  /** Notes the whole arguments of an item of a type. */
  give(event: Fields, type: string, whole: unknown): void {
    const done = this.#find(event, event.item_id)
    if (textOf(whole) === '' || (done?.open === false && saidOf(done) === whole)) return
    const item = this.#openItem(event, type)
    if (item === undefined) return
    const said = fuller(item.pieces.join(''), textOf(whole), type === 'custom_tool_call')
    if (said === undefined) this.#lost('the arguments of a call ended as others than they began')
    else item.given = textOf(said.value)
  }

  #add(event: Fields, fields: Fields, implied = false): DraftItem {
    this.#stream.began = true
    if (isCallType(fields)) this.#stream.beginCall()
    const item = this.#draft.items.begin(fields, implied)
    this.#byIndex.set(event.output_index, item)
    this.#nameId(item, implied ? event.item_id : fields.id)
    return item
  }

  #name(item: DraftItem, fields: Fields): void {
    item.fields = fields
    item.implied = false
    this.#nameId(item, fields.id)
  }

  #nameId(item: DraftItem, id: unknown): void {
    if (textOf(id) !== '') this.#byId.set(textOf(id), item)
  }

  #end(item: DraftItem, fields: Fields): DraftItem | undefined {
    if (this.#draft.items.finish(item, fields)) return item
    return this.#lost('a call ended with other arguments than it began with')
  }

  #openItem(event: Fields, type: string): DraftItem | undefined {
    const item = this.#find(event, event.item_id)
    if (item?.open) return item
    if (item === undefined || !isKnown(item, { type, id: event.item_id ?? item.fields.id }))
      return this.#add(event, impliedFields(type, event.item_id), true)
    // Some gateways end a message with its first words.
    if (type === 'message') {
      item.open = true
      return item
    }
    return this.#lost('a part came of an item that is done')
  }

  #find(event: Fields, id: unknown): DraftItem | undefined {
    const named = this.#byId.get(textOf(id))
    return named?.open ? named : this.#byIndex.get(event.output_index)
  }

  #lost(fault: string): undefined {
    this.#stream.fail(fault)
    return undefined
  }
}

/** What an item of which only pieces have come needs to be sent back. */
function impliedFields(type: string, id: unknown): Fields {
  const named = textOf(id) === '' ? { type } : { type, id }
  return type === 'message'
    ? { ...named, status: 'completed', role: 'assistant', content: [] }
    : named
}

/** Whether fields are of another item than those that came of it: of another type, or of a call with another id. */
function isOther(before: Fields, { type, call_id: id }: Fields): boolean {
  const ids = [textOf(before.call_id), textOf(id)]
  return before.type !== type || (isCallType(before) && !ids.includes('') && ids[0] !== ids[1])
}

/** Whether fields are of an item that is done, and not of another in its place: it may be known by its id. */
function isKnown({ fields }: DraftItem, { type, id }: Fields): boolean {
  return fields.type === type && textOf(id) !== '' && fields.id === id
}
