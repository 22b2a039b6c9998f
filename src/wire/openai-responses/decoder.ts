import type { ToolCall } from '../../call/call.ts'
import type { Decoder, Reading, Sink } from '../codec.ts'
import { tooManyCalls } from '../shared/stream/call-meter.ts'
import { MessageStream, type EventReader } from '../shared/stream/message-stream.ts'
import { isRecord, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { callsOf, makeDraft, note, type ResponsesDraft } from './draft.ts'
import type { ResponsesItem } from './item.ts'
import { type DraftItem, wordsOf } from './items/draft-item.ts'
import { finish, stopOf } from './reading.ts'
import { settle } from './items/settle.ts'
import { RepeatedEvents } from './items/repeated-events.ts'
import { type Stream, StreamedItems } from './items/streamed-items.ts'

const ends: ReadonlySet<unknown> = new Set(['completed', 'incomplete', 'failed', 'cancelled'])

export function responsesDecoder(sink: Sink): Decoder<ResponsesItem> {
  return new MessageStream(sink, (stream: Stream) => new ResponsesEvents(stream))
}

/**
 * Reads the events of a streamed response (platform.openai.com/docs/api-reference/responses-streaming).
 *
 * 1. A call is certain once an item begins after its own is done, or the response is completed. One of a custom tool that
 *    the request does not have is only certain at the end: a message behind it says that the provider ran it.
 * 2. Calls are emitted in the order of their items; one that is not certain yet holds back those behind it.
 * 3. An item is what its `done` event says, and, where that says less, what the events before it said. Arguments that are said in two
 *    ways are a contradiction.
 * 4. What contradicts the protocol (a piece of an item that is done, an item begun twice in two ways, a second response)
 *    comes from a stream that was spliced or restarted, of which nothing more can be believed.
 */
class ResponsesEvents implements EventReader<DraftItem, ResponsesItem> {
  readonly nothing = 'no event came that begins an OpenAI response'
  readonly #stream: Stream
  readonly #draft: ResponsesDraft
  readonly #items: StreamedItems
  readonly #repeated = new RepeatedEvents()

  constructor(stream: Stream) {
    this.#stream = stream
    this.#draft = makeDraft(stream.sink.isTool?.bind(stream.sink))
    this.#items = new StreamedItems(this.#draft, stream)
  }

  readonly items = (): readonly DraftItem[] => this.#draft.items.all
  readonly isCall = (item: DraftItem): boolean =>
    item.call === undefined && this.#draft.items.isOurs(item)
  readonly callsOf = (item: DraftItem): readonly ToolCall[] => callsOf(this.#draft, item)

  finish(fault?: string): Reading<ResponsesItem> {
    const draft = this.#draft
    if (!draft.background || draft.status !== undefined) return finish(draft, fault)
    // It goes on without a reader.
    draft.status = 'in_progress'
    return finish(draft)
  }

  take(event: Fields): void {
    if (this.#repeated.has(event)) return
    switch (event.type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        return this.#begin(event.response)
      case 'response.output_item.added':
        this.#items.begin(event)
        return this.#tellCertain()
      case 'response.output_item.done':
        return this.#finishItem(event)
      case 'response.function_call_arguments.delta':
        return this.#tellParts(this.#items.extend(event, 'function_call'))
      case 'response.custom_tool_call_input.delta':
        this.#items.extend(event, 'custom_tool_call')
        return
      case 'response.function_call_arguments.done':
        return this.#items.give(event, 'function_call', event.arguments)
      case 'response.custom_tool_call_input.done':
        return this.#items.give(event, 'custom_tool_call', event.input)
      case 'response.output_text.delta':
        if (this.#items.extend(event, 'message') === undefined) return
        this.#stream.sink.text?.(textOf(event.delta))
        return this.#tellCertain()
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return this.#stream.sink.reasoning?.(textOf(event.delta))
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
      case 'response.cancelled':
      // Some servers call every end so.
      case 'response.done':
        return this.#conclude(event.type.slice('response.'.length), event.response)
      default:
        if (!textOf(event.type).startsWith('response.')) this.#stream.fail(providerMessage(event))
    }
  }

  #begin(response: unknown): void {
    if (!isRecord(response)) return
    const { id, items } = this.#draft
    this.#stream.began ||= textOf(response.id) !== ''
    if (items.all.length === 0 || response.id === id) note(this.#draft, response)
    else this.#stream.fail('a second response began in the stream')
  }

  #finishItem(event: Fields): void {
    const item = this.#items.finish(event)
    this.#tellCertain()
    if (item !== undefined) this.#speak(item)
  }

  #conclude(word: string, response: unknown): void {
    const draft = this.#draft
    const said = isRecord(response) ? response : {}
    note(draft, said)
    // A gateway may say `completed` of what is not.
    const { status } = said
    if (status === 'incomplete' || status === 'failed') draft.status = status
    else draft.status = word !== 'done' ? word : ends.has(status) ? textOf(status) : 'completed'
    this.#stream.said = 'over'
    this.#stream.fail(
      draft.status === 'failed'
        ? (providerMessage(said) ?? 'the response failed')
        : (settle(draft, said.output) ?? tooManyCalls(draft.items.calls.length)),
    )
    if (this.#stream.failed) return
    draft.items.all.forEach((item) => this.#speak(item))
    if (stopOf(draft).kind === 'calls') this.#tellRest()
  }

  /** The list at the end may have put other items into the place of those that came. */
  #tellRest(): void {
    for (const item of this.#draft.items.calls)
      if (item.call === undefined)
        for (const call of callsOf(this.#draft, item)) this.#stream.sink.call?.(call)
  }

  /** Tells what has come of an item's arguments, if all calls before it have been told. */
  #tellParts(item: DraftItem | undefined): void {
    if (item === undefined) return
    const { call_id: callId, id, name } = item.fields
    this.#stream.tellParts(item, item.pieces, { id: textOf(callId) || id, name })
  }

  /** Tells the words of an item that have not come in pieces. */
  #speak(item: DraftItem): void {
    const words = wordsOf(item)
    const told = item.pieces.length === 0 ? '' : item.pieces.join('')
    if (words.length <= told.length || !words.startsWith(told)) return
    const rest = words.slice(told.length)
    item.pieces.push(rest)
    this.#stream.sink.text?.(rest)
  }

  /** Tells the calls that have become certain, up to the first that is not. */
  #tellCertain(): void {
    const { items } = this.#draft
    const last = items.all.length - 1
    this.#stream.tell((item, place) => !item.open && place < last && !items.mayBeProviders(item))
  }
}
