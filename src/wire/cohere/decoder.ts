import type { ToolCall } from '../../call/call.ts'
import type { Decoder, Reading, Sink } from '../codec.ts'
import { mergeField } from '../shared/merge-field.ts'
import { MessageStream, type EventReader } from '../shared/stream/message-stream.ts'
import { filled, holdsAnything, isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { PiecedBlocks } from '../shared/stream/pieced-blocks.ts'
import { addAll } from '../../util/add-all.ts'
import { providerMessage } from '../source/source-error.ts'
import {
  callsOf,
  type CohereDraft,
  countUsage,
  type DraftCall,
  functionIn,
  isEmptyCall,
  makeCall,
  makeDraft,
  nameOf,
} from './draft.ts'
import type { CohereMessage } from './message.ts'
import { finish } from './reading.ts'
import { fieldOf, spellingOf } from './spelling.ts'
import { meaningOf } from './stop.ts'
import { endingWord } from '../shared/ending/stop.ts'

type Stream = MessageStream<DraftCall, CohereMessage>

export function cohereDecoder(sink: Sink): Decoder<CohereMessage> {
  return new MessageStream(sink, (stream: Stream) => new CohereEvents(stream))
}

/**
 * Reads the events of a streamed message (docs.cohere.com/docs/streaming), as they come over HTTP or out of Cohere's
 * SDK, which spells them its own way.
 *
 * 1. A call is certain once another one, or content, begins after it has ended, or the finish reason says that the
 *    model stopped to call tools.
 * 2. A start or an end that comes again is one.
 * 3. What contradicts the protocol (a part of a call that is not open, a call begun twice, a second message) comes
 *    from a stream that was spliced or restarted, of which nothing more can be believed.
 */
class CohereEvents implements EventReader<DraftCall, CohereMessage> {
  readonly nothing = 'no event came that begins a Cohere message'
  readonly #stream: Stream
  readonly #draft: CohereDraft
  readonly #calls: PiecedBlocks<DraftCall>
  readonly #blocks = new Map<unknown, Record<string, unknown>>()

  constructor(stream: Stream) {
    this.#stream = stream
    this.#draft = makeDraft(stream.sink.isTool)
    this.#calls = new PiecedBlocks(this.#draft.calls)
  }

  readonly items = (): readonly DraftCall[] => this.#draft.calls
  readonly isCall = (call: DraftCall): boolean => call.open || !isEmptyCall(call)
  readonly callsOf = (call: DraftCall): readonly ToolCall[] => callsOf(this.#draft, call)
  readonly finish = (fault?: string): Reading<CohereMessage> => finish(this.#draft, fault)

  take(event: Fields): void {
    const { index } = event
    const delta = isRecord(event.delta) ? event.delta : {}
    const message = isRecord(delta.message) ? delta.message : {}
    switch (event.type) {
      case 'message-start':
        return this.#start(event)
      case 'content-start':
        this.#moveOn()
        return this.#speak(index, message.content)
      case 'content-delta':
        return this.#speak(index, message.content)
      case 'content-end':
        return void this.#blocks.delete(index)
      case 'tool-plan-delta':
        return this.#plan(message)
      case 'tool-call-start':
        return this.#open(index, message)
      case 'tool-call-delta':
        return this.#extend(index, message)
      case 'tool-call-end':
        return this.#calls.end(index)
      case 'citation-start':
        return addAll(this.#draft.citations, recordsOf([message.citations].flat()))
      case 'message-end':
        return this.#conclude(delta)
      default:
        this.#stream.fail(providerMessage(event))
    }
  }

  #start({ id }: Fields): void {
    const { calls, content, toolPlan } = this.#draft
    if (calls.length > 0 || content.length > 0 || toolPlan !== '')
      this.#stream.fail('a second message began in the stream')
    this.#stream.began = true
    this.#draft.id ||= textOf(id)
  }

  #plan(message: Fields): void {
    const text = textOf(fieldOf(message, 'tool_plan'))
    if (text === '') return
    this.#note(message)
    this.#draft.toolPlan += text
    this.#stream.sink.reasoning?.(text)
  }

  #speak(index: unknown, content: unknown): void {
    const { type, ...said } = filled(isRecord(content) ? content : {})
    if (Object.keys(said).length === 0) return
    this.#moveOn()
    let block = this.#blocks.get(index)
    if (block === undefined) {
      block = { type: 'thinking' in said ? 'thinking' : (type ?? 'text') }
      this.#blocks.set(index, block)
      this.#draft.content.push(block)
    }
    for (const key of Object.keys(said)) mergeField(block, key, said[key])
    if (textOf(said.text) !== '') this.#stream.sink.text?.(textOf(said.text))
    if (textOf(said.thinking) !== '') this.#stream.sink.reasoning?.(textOf(said.thinking))
  }

  #open(index: unknown, message: Fields): void {
    if (!this.#stream.began) return this.#stream.fail('the start of the message is missing')
    const entry = entryIn(message)
    const way = this.#calls.start(index, entry)
    if (way === 'inside') this.#stream.fail('a call began twice')
    if (way !== 'new') return
    this.#moveOn()
    if (holdsAnything(entry.id) || holdsAnything(functionIn(entry))) this.#add(index, message)
  }

  #add(index: unknown, message: Fields): void {
    if (!this.#stream.beginCall()) return
    this.#note(message)
    const call = makeCall(entryIn(message), true)
    this.#calls.add(index, call)
  }

  #extend(index: unknown, message: Fields): void {
    const piece = functionIn(entryIn(message)).arguments
    if (!holdsAnything(piece)) return
    if (typeof piece !== 'string') return this.#stream.fail('a part of the arguments is not text')
    if (!this.#stream.takePiece(piece)) return
    const call = this.#calls.at(index)
    if (call === undefined && this.#calls.isBegun(index)) return this.#add(index, message)
    if (call === undefined) return this.#stream.fail('a part came of a call that is not open')
    call.pieces.push(piece)
    const name = nameOf(call)
    if (!this.#draft.messageCalls.mayBeAgain(name)) this.#stream.tellParts(call, call.pieces, name)
  }

  #conclude(delta: Fields): void {
    if (!this.#stream.began) return this.#stream.fail('the start of the message is missing')
    this.#stream.said = 'over'
    const reason = endingWord(fieldOf(delta, 'finish_reason'))
    this.#draft.finishReason = reason || undefined
    countUsage(this.#draft, delta.usage)
    this.#stream.fail(providerMessage({ error: delta.error }))
    if (!this.#stream.failed && meaningOf(reason) === 'calls') this.#stream.tell(() => true)
  }

  #moveOn(): void {
    this.#stream.tell((call) => !call.open)
  }

  #note(message: Fields): void {
    if (spellingOf(message) === 'sdk') this.#draft.spelling = 'sdk'
  }
}

/** The entry in an event of a call, which comes by itself or in a list. */
function entryIn(message: Fields): Fields {
  const [entry = {}] = recordsOf([fieldOf(message, 'tool_calls')].flat())
  return entry
}
