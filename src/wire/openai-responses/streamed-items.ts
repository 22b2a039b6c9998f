import { CallMeter } from '../shared/call-meter.ts'
import { isRecord, textOf, type Fields } from '../shared/shape.ts'
import { type DraftItem, isCall, makeItem, type ResponsesDraft } from './draft.ts'

/**
 * Puts the items of a streamed response together, and notes in the draft what contradicts the protocol.
 *
 * Events name their item by `output_index` and, most of them, by its id; either alone is enough, for some servers
 * give every item the same index, and some gateways a new id in every event.
 */
export class StreamedItems {
  readonly #draft: ResponsesDraft
  readonly #byIndex = new Map<unknown, DraftItem>()
  readonly #byId = new Map<string, DraftItem>()
  readonly #meter = new CallMeter()

  constructor(draft: ResponsesDraft) {
    this.#draft = draft
  }

  begin(event: Fields): void {
    const { item: fields, output_index: index } = event
    if (!isRecord(fields)) return this.#lost('an item began without its fields')
    const before = this.#byIndex.get(index)
    const again = before?.fields.id !== undefined && before.fields.id === fields.id
    if (before?.open || again) this.#lost('an item began twice')
    else this.#add(event, makeItem(fields, true))
  }

  /** @returns the item, if it is done only now. */
  finish(event: Fields): DraftItem | undefined {
    const { item: fields } = event
    if (!isRecord(fields)) return this.#lost('an item ended without its fields')
    const item = this.#find(event, fields.id)
    // A server may name an item only once it is done.
    if (item === undefined || (!item.open && item.fields.id !== fields.id))
      return this.#add(event, makeItem(fields, false))
    if (!item.open) return undefined
    const { type, call_id: callId = fields.call_id } = item.fields
    if (type !== fields.type || callId !== fields.call_id)
      return this.#lost('an item ended as another than it began')
    item.fields = fields
    item.open = false
    return item
  }

  /** Adds a piece of its arguments or its words to an item, and returns the item. */
  extend(event: Fields): DraftItem | undefined {
    if (typeof event.delta !== 'string') return this.#lost('a part of an item is not text')
    const item = this.#openItem(event)
    if (item === undefined) return undefined
    // Words are kept by the sink too.
    const fault = item.fields.type === 'message' ? undefined : this.#meter.take(event.delta)
    if (fault !== undefined) return this.#lost(fault)
    item.pieces.push(event.delta)
    return item
  }

  /** Notes the whole arguments of an item. */
  give(event: Fields, whole: unknown): void {
    const item = this.#openItem(event)
    if (item !== undefined) item.given = textOf(whole)
  }

  #add(event: Fields, item: DraftItem): DraftItem {
    if (isCall(item)) this.#draft.fault ??= this.#meter.begin()
    this.#draft.items.push(item)
    this.#byIndex.set(event.output_index, item)
    const id = textOf(item.fields.id)
    if (id !== '') this.#byId.set(id, item)
    return item
  }

  #openItem(event: Fields): DraftItem | undefined {
    const item = this.#find(event, event.item_id)
    return item?.open ? item : this.#lost('a part came of an item that is not open')
  }

  #find(event: Fields, id: unknown): DraftItem | undefined {
    const named = this.#byId.get(textOf(id))
    return named?.open ? named : this.#byIndex.get(event.output_index)
  }

  #lost(fault: string): undefined {
    this.#draft.fault = fault
  }
}
