import type { Decoder, Phase, Reading, Sink } from '../codec.ts'
import { tooManyCalls } from '../shared/call-meter.ts'
import { PartEmitter } from '../shared/arguments/part-emitter.ts'
import { isRecord, textOf, type Fields } from '../shared/shape.ts'
import { errorClause } from '../shared/stop.ts'
import { providerMessage } from '../source/source-error.ts'
import {
  callItems,
  callsOf,
  type DraftItem,
  isCall,
  isOutput,
  makeDraft,
  note,
  type ResponsesDraft,
  wordsOf,
} from './draft.ts'
import type { ResponsesItem } from './item.ts'
import { finish } from './reading.ts'
import { settle } from './settle.ts'
import { stopOf } from './stop.ts'
import { StreamedItems } from './streamed-items.ts'

/**
 * Reads the events of a streamed response (platform.openai.com/docs/api-reference/responses-streaming).
 *
 * 1. A call is certain once an item begins after its own is done, or the response is completed.
 * 2. Calls are emitted in the order of their items; one that is not certain yet holds back those behind it.
 * 3. An item is what its `done` event says; the pieces before it are for the sink, and for responses that were cut.
 * 4. What contradicts the protocol (a piece of an item that is not open, an item begun twice, a second response)
 *    comes from a stream that was spliced or restarted, of which nothing more can be believed.
 */
export class ResponsesDecoder implements Decoder<ResponsesItem> {
  readonly #sink: Sink
  readonly #draft: ResponsesDraft
  readonly #items: StreamedItems
  readonly #parts: PartEmitter
  /** The place of the first item whose call, if it is one, was not emitted. */
  #emitted = 0
  /** The ids of calls that have their outputs in the response, as far as it was looked at. */
  readonly #served = new Set<unknown>()
  #looked = 0

  constructor(sink: Sink) {
    this.#sink = sink
    this.#parts = new PartEmitter(sink)
    this.#draft = makeDraft(sink.isTool?.bind(sink))
    this.#items = new StreamedItems(this.#draft)
  }

  push(event: unknown): void {
    const draft = this.#draft
    if (!isRecord(event) || draft.status !== undefined || draft.fault !== undefined) return
    switch (event.type) {
      case 'response.created':
      case 'response.in_progress':
        return this.#begin(event.response)
      case 'response.output_item.added':
        this.#items.begin(event)
        return this.#emitCertain()
      case 'response.output_item.done':
        return this.#finishItem(event)
      case 'response.function_call_arguments.delta':
        return this.#emitParts(this.#items.extend(event))
      case 'response.custom_tool_call_input.delta':
        this.#items.extend(event)
        return
      case 'response.function_call_arguments.done':
        return this.#items.give(event, event.arguments)
      case 'response.custom_tool_call_input.done':
        return this.#items.give(event, event.input)
      case 'response.output_text.delta':
        this.#items.extend(event)
        if (draft.fault === undefined) this.#sink.text?.(textOf(event.delta))
        return
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return this.#sink.reasoning?.(textOf(event.delta))
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled':
        return this.#conclude(event.type.slice('response.'.length), event.response)
      default:
        if (!textOf(event.type).startsWith('response.')) draft.fault = providerMessage(event)
    }
  }

  get phase(): Phase {
    const { status, fault } = this.#draft
    return status !== undefined || fault !== undefined ? 'over' : 'open'
  }

  end(error?: unknown): Reading<ResponsesItem> {
    const draft = this.#draft
    if (draft.status === undefined) {
      if (error !== undefined) draft.fault ??= errorClause(error)
      draft.fault ??=
        draft.id === '' && draft.items.length === 0
          ? 'no event came that begins an OpenAI response'
          : 'the stream ended before the response did'
    }
    return finish(draft)
  }

  #begin(response: unknown): void {
    if (!isRecord(response)) return
    const { id, items } = this.#draft
    if (items.length === 0 || response.id === id) note(this.#draft, response)
    else this.#draft.fault = 'a second response began in the stream'
  }

  #finishItem(event: Fields): void {
    const item = this.#items.finish(event)
    this.#emitCertain()
    // Words that came in one piece have not been emitted.
    if (item?.pieces.length === 0) this.#speak(item)
  }

  #conclude(word: string, response: unknown): void {
    const draft = this.#draft
    const said = isRecord(response) ? response : {}
    note(draft, said)
    // A gateway may say `completed` of what is not.
    const { status } = said
    draft.status = status === 'incomplete' || status === 'failed' ? status : word
    const silent = draft.items.length === 0
    draft.fault =
      draft.status === 'failed'
        ? (providerMessage(said) ?? 'the response failed')
        : (settle(draft, said.output) ?? tooManyCalls(callItems(draft.items).length))
    if (draft.fault !== undefined) return
    if (silent) draft.items.forEach((item) => this.#speak(item))
    if (stopOf(draft).kind === 'calls') this.#emitAll()
  }

  /** Emits what has come of an item's arguments, if all calls before it have been emitted. */
  #emitParts(item: DraftItem | undefined): void {
    if (item?.fields.type !== 'function_call' || this.#sink.part === undefined) return
    if (item !== this.#draft.items[this.#emitted]) return
    const { call_id: callId, id, name } = item.fields
    this.#parts.emit(item.pieces, textOf(callId) || id, name)
  }

  #speak(item: DraftItem): void {
    const words = wordsOf(item)
    if (words !== '') this.#sink.text?.(words)
  }

  /** Tells the calls that have become certain, up to the first that is not. */
  #emitCertain(): void {
    const { items } = this.#draft
    for (; this.#looked < items.length; this.#looked += 1) {
      const { fields } = items[this.#looked] as DraftItem
      if (isOutput(fields)) this.#served.add(fields.call_id)
    }
    for (; this.#emitted < items.length; this.#emitted += 1) {
      const item = items[this.#emitted] as DraftItem
      if (!isCall(item) || this.#served.has(item.fields.call_id)) continue
      if (item.open || this.#emitted === items.length - 1) return
      this.#emit(item)
    }
  }

  #emitAll(): void {
    for (const item of callItems(this.#draft.items)) if (item.call === undefined) this.#emit(item)
  }

  #emit(item: DraftItem): void {
    for (const call of callsOf(this.#draft, item)) this.#sink.call?.(call)
  }
}
