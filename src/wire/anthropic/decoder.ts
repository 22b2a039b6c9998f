import type { ToolCall } from '../../call/call.ts'
import type { AnthropicMessage } from './message.ts'
import { announce, extendBlock } from './delta.ts'
import {
  beganSo,
  callsOf,
  type DraftBlock,
  makeBlock,
  makeDraft,
  mayBeCall,
  nameOf,
  note,
} from './draft.ts'
import { finish } from './reading.ts'
import type { Decoder, Reading, Sink } from '../codec.ts'
import { MessageStream, type EventReader } from '../shared/stream/message-stream.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { endingWord } from '../shared/ending/stop.ts'

type Stream = MessageStream<DraftBlock, AnthropicMessage>

export function anthropicDecoder(sink: Sink): Decoder<AnthropicMessage> {
  return new MessageStream(sink, (stream: Stream) => new AnthropicEvents(stream))
}

/**
 * Reads the events of a streamed message (docs.claude.com/en/docs/build-with-claude/streaming).
 *
 * 1. A call is certain once a block starts after its own has closed, or the stop reason says that the model stopped
 *    to call tools. Interleaved blocks need no other rule.
 * 2. Calls are emitted in the order of their blocks; one that is not certain yet holds back those behind it.
 * 3. A message or a block that begins twice in the same way has begun once. What contradicts the protocol (a delta for a
 *    block that is not open, a block begun twice in two ways, a second message) comes from a stream that was spliced or restarted, of which nothing more can be believed.
 */
class AnthropicEvents implements EventReader<DraftBlock, AnthropicMessage> {
  readonly nothing = 'no event came that begins an Anthropic message'
  readonly #stream: Stream
  readonly #draft = makeDraft()
  readonly #byIndex = new Map<unknown, DraftBlock>()

  constructor(stream: Stream) {
    this.#stream = stream
  }

  readonly items = (): readonly DraftBlock[] => this.#draft.blocks
  readonly isCall = mayBeCall
  // One that has said nothing by the end is not a call.
  readonly callsOf = (block: DraftBlock): readonly ToolCall[] => callsOf(this.#draft, block)
  readonly finish = (fault?: string): Reading<AnthropicMessage> => finish(this.#draft, fault)

  take(event: Fields): void {
    switch (event.type) {
      case 'message_start':
        return this.#start(event.message)
      case 'content_block_start':
        return this.#open(event.index, event.content_block)
      case 'content_block_delta':
        return this.#extend(event.index, event.delta)
      case 'content_block_stop':
        return this.#close(event.index)
      case 'message_delta':
        return this.#conclude(event)
      case 'message_stop':
        if (this.#stream.began) this.#stream.said = 'over'
        return
      default:
        this.#stream.fail(providerMessage(event))
    }
  }

  #start(message: unknown): void {
    if (!isRecord(message)) return this.#stream.fail('the message began without its fields')
    const { id, blocks } = this.#draft
    // The same one, told again.
    if (id !== '' && message.id === id) return
    if (blocks.length > 0) return this.#stream.fail('a second message began in the stream')
    this.#stream.began = true
    this.#draft.id = textOf(message.id)
    note(this.#draft, message.container, message.usage)
    // Calls made by a server tool's code may come with the start.
    for (const fields of recordsOf(message.content))
      this.#place(earlyBlock(fields), blocks.length, blocks.length)
  }

  #open(index: unknown, fields: unknown): void {
    const stream = this.#stream
    if (!stream.began) return stream.fail('the start of the message is missing')
    if (!isRecord(fields)) return stream.fail('a block began without its fields')
    const before = this.#byIndex.get(index)
    if (before !== undefined && beganSo(before, fields)) return
    if (this.#draft.stopReason !== undefined)
      return stream.fail('a block began after the stop reason')
    if (before?.open) return stream.fail('a block began twice')
    const { blocks } = this.#draft
    // The SDK's stream helper adds to the first event's message while we read: the same block comes again here.
    const place =
      before?.early && isSame(before.fields, fields) ? blocks.indexOf(before) : blocks.length
    this.#place(makeBlock(fields, true), place, index)
    if (stream.failed) return
    stream.tell((block, at) => at < place && !block.open)
    announce(fields, stream.sink)
  }

  #place(block: DraftBlock, place: number, index: unknown): void {
    const { blocks } = this.#draft
    if (place === blocks.length && mayBeCall(block) && !this.#stream.beginCall()) return
    blocks[place] = block
    this.#byIndex.set(index, block)
  }

  #extend(index: unknown, delta: unknown): void {
    const stream = this.#stream
    const block = this.#byIndex.get(index)
    if (!block?.open) return stream.fail('a part came of a block that is not open')
    if (!isRecord(delta) || !stream.takePiece(delta.partial_json)) return
    stream.fail(extendBlock(block, delta, stream.sink))
    const name = nameOf(block)
    if (!this.#draft.calls.mayBeAgain(name)) stream.tellParts(block, block.pieces, name)
  }

  #close(index: unknown): void {
    const block = this.#byIndex.get(index)
    if (block !== undefined) block.open = false
  }

  #conclude({ delta, usage }: Fields): void {
    const { stop_reason: said, container } = isRecord(delta) ? delta : {}
    const reason = endingWord(said)
    note(this.#draft, container, usage)
    if (reason === '') return
    this.#draft.stopReason = reason
    this.#stream.said = 'ending'
    if (reason === 'tool_use') this.#stream.tell(() => true)
  }
}

function earlyBlock(fields: Fields): DraftBlock {
  try {
    return makeBlock(fields, false, true)
  } catch {
    // The SDK's stream helper parses half-streamed input when it is looked at; that block will come in pieces.
    return makeBlock({ type: fields.type, id: fields.id }, false, true)
  }
}

function isSame(a: Fields, b: Fields): boolean {
  return a.type === b.type && a.id === b.id
}
