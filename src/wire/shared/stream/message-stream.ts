import type { Decoder, Phase, Reading, Sink } from '../../codec.ts'
import { PartEmitter } from '../arguments/part-emitter.ts'
import { CallMeter } from './call-meter.ts'
import { CallOrder, type OrderedItems } from './call-order.ts'
import { isRecord, type Fields } from '../shape.ts'
import { errorClause } from '../ending/stop.ts'

/** Reads the events of one format. */
export interface EventReader<Item, Message> extends OrderedItems<Item> {
  /** Takes an event, while the message is not over. */
  take(event: Fields): void
  /** `fault`: why it is not a message. */
  finish(fault?: string): Reading<Message>
  /** What is said if nothing came of a message. */
  readonly nothing: string
}

/** A streamed message: how far it is, what is wrong with it, and its calls, which are told in their order. */
export class MessageStream<Item, Message> implements Decoder<Message> {
  readonly sink: Sink
  /** Something of the message has come. */
  began = false
  /** How far it says that it is. */
  said: Phase = 'open'
  readonly #reader: EventReader<Item, Message>
  readonly #order: CallOrder<Item>
  readonly #parts: PartEmitter
  readonly #meter = new CallMeter()
  #fault: string | undefined

  constructor(
    sink: Sink,
    makeReader: (stream: MessageStream<Item, Message>) => EventReader<Item, Message>,
  ) {
    this.sink = sink
    this.#reader = makeReader(this)
    this.#order = new CallOrder(sink, this.#reader)
    this.#parts = new PartEmitter(sink)
  }

  push(event: unknown): void {
    if (isRecord(event) && this.phase !== 'over') this.#reader.take(event)
  }

  get phase(): Phase {
    return this.#fault === undefined ? this.said : 'over'
  }

  end(error?: unknown): Reading<Message> {
    if (this.said === 'open') {
      if (error !== undefined) this.fail(errorClause(error))
      this.fail(this.began ? 'the stream ended before the message did' : this.#reader.nothing)
    }
    const reading = this.#reader.finish(this.#fault)
    if (reading.stop.kind === 'calls') this.tell(() => true)
    return reading
  }

  /** Nothing that follows can be believed, for the first reason that is given. */
  fail(fault: string | undefined): void {
    this.#fault ??= fault
  }

  get failed(): boolean {
    return this.#fault !== undefined
  }

  /** A call begins. @returns whether there is room for it. */
  beginCall(): boolean {
    this.fail(this.#meter.begin())
    return !this.failed
  }

  /** A piece of arguments comes. @returns whether there is room for it. */
  takePiece(piece: unknown): boolean {
    this.fail(this.#meter.take(piece))
    return !this.failed
  }

  /** Tells the calls that are certain, up to the first that is not. */
  tell(isCertain: (item: Item, place: number) => boolean): void {
    this.#order.tell(isCertain)
  }

  /** Tells the pieces of a call's arguments, if the call is the next to be told. */
  tellParts(item: Item, pieces: readonly string[], { id, name }: Fields): void {
    if (item === this.#order.next) this.#parts.emit(pieces, id, name)
  }
}
