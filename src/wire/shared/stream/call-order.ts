import type { ToolCall } from '../../../call/call.ts'
import type { Sink } from '../../codec.ts'

/** What a message is made of, of which some are calls. */
export interface OrderedItems<Item> {
  /** All that has come, in order; it only grows, or is replaced by another list with the same calls told. */
  items(): readonly Item[]
  /** Whether an item is a call for us to run. */
  isCall(item: Item): boolean
  /** The calls that it stands for, read once it is certain. */
  callsOf(item: Item): readonly ToolCall[]
}

/** Tells a sink the calls of a message in their order: one that is not certain yet holds back those behind it. */
export class CallOrder<Item> {
  readonly #parts: OrderedItems<Item>
  readonly #sink: Sink
  /** The place of the first item that was not passed. */
  #place = 0

  constructor(sink: Sink, parts: OrderedItems<Item>) {
    this.#sink = sink
    this.#parts = parts
  }

  /** The first call that has not been told. */
  get next(): Item | undefined {
    const items = this.#parts.items()
    for (; this.#place < items.length; this.#place += 1) {
      const item = items[this.#place] as Item
      if (this.#parts.isCall(item)) return item
    }
    return undefined
  }

  /** Tells the calls up to the first that is not certain. */
  tell(isCertain: (item: Item, place: number) => boolean): void {
    for (let item = this.next; item !== undefined; item = this.next) {
      if (!isCertain(item, this.#place)) return
      this.#place += 1
      for (const call of this.#parts.callsOf(item)) this.#sink.call?.(call)
    }
  }
}
