import type { ToolCall } from '../../call/call.ts'
import type { Decoder, Reading, Sink } from '../codec.ts'
import { MessageStream, type EventReader } from '../shared/stream/message-stream.ts'
import { filled, holdsAnything, isRecord, type Fields } from '../shared/shape.ts'
import { PiecedBlocks } from '../shared/stream/pieced-blocks.ts'
import { providerMessage } from '../source/source-error.ts'
import { beginningOf, continues, extendBlock } from './delta.ts'
import {
  callsOf,
  countUsage,
  type DraftBlock,
  isCall,
  makeBlock,
  makeDraft,
  nameOf,
  toolUseOf,
} from './draft.ts'
import { exceptionIn } from './exception.ts'
import type { BedrockMessage } from './message.ts'
import { finish } from './reading.ts'
import { meaningOf } from './stop.ts'
import { endingWord } from '../shared/ending/stop.ts'

/** Of the calls that have not been answered yet none is the provider's. */
const noneServed: ReadonlySet<unknown> = new Set()

type Stream = MessageStream<DraftBlock, BedrockMessage>

export function bedrockDecoder(sink: Sink): Decoder<BedrockMessage> {
  return new MessageStream(sink, (stream: Stream) => new BedrockEvents(stream))
}

/**
 * Reads the events of a streamed message (API_runtime_ConverseStreamOutput): objects with one field, named by the
 * event. The counts come after the message's end.
 *
 * 1. A call is certain once a block begins after its own has closed, or the stop reason says that the model stopped
 *    to call tools. Only calls and results have a start that says anything; any other block begins with its first part.
 * 2. A start or an end that comes again is one.
 * 3. What contradicts the protocol (a part of a call that is not open, a block opened twice, a second message) comes
 *    from a stream that was spliced or restarted, of which nothing more can be believed.
 */
class BedrockEvents implements EventReader<DraftBlock, BedrockMessage> {
  readonly nothing = 'no event came of a Bedrock message'
  readonly #stream: Stream
  readonly #draft = makeDraft()
  readonly #blocks = new PiecedBlocks(this.#draft.blocks)
  /** The counts have come, which are the last of all. */
  #counted = false

  constructor(stream: Stream) {
    this.#stream = stream
  }

  readonly items = (): readonly DraftBlock[] => this.#draft.blocks
  readonly isCall = (block: DraftBlock): boolean => isCall(block, noneServed, block.open)
  readonly callsOf = (block: DraftBlock): readonly ToolCall[] => callsOf(this.#draft, block)
  readonly finish = (fault?: string): Reading<BedrockMessage> => finish(this.#draft, fault)

  take({ metadata, ...event }: Fields): void {
    if (isRecord(metadata)) this.#count(metadata)
    if (this.#stream.said !== 'open') return
    const kind = kindOf(event)
    const said = (kind === undefined ? {} : event[kind]) as Fields
    const { contentBlockIndex: index } = said
    switch (kind) {
      case 'messageStart':
        return this.#start()
      case 'contentBlockStart':
        return this.#open(index, said.start)
      case 'contentBlockDelta':
        return this.#extend(index, said.delta)
      case 'contentBlockStop':
        return this.#blocks.end(index)
      case 'messageStop':
        return this.#conclude(endingWord(said.stopReason))
      default:
        this.#stream.fail(exceptionIn(event) ?? providerMessage(event))
    }
  }

  #count({ usage }: Fields): void {
    countUsage(this.#draft.usage, usage)
    this.#counted = true
    if (this.#stream.said === 'ending') this.#stream.said = 'over'
  }

  #start(): void {
    if (this.#draft.blocks.length > 0) this.#stream.fail('a second message began in the stream')
    this.#stream.began = true
  }

  #open(index: unknown, start: unknown): void {
    const way = this.#blocks.start(index, start)
    if (way === 'inside') this.#stream.fail('a block began twice')
    if (way !== 'new') return
    this.#moveOn()
    const fields = Object.entries(filled(isRecord(start) ? start : {}))
    if (fields.length === 0) return
    const own = fields.map(([kind, value]) => [kind, isRecord(value) ? { ...value } : value])
    this.#add(index, Object.fromEntries(own) as Fields)
  }

  #add(index: unknown, fields: Fields): DraftBlock {
    const block = makeBlock(fields, true)
    if (toolUseOf(block) !== undefined) this.#stream.beginCall()
    this.#moveOn()
    this.#blocks.add(index, block)
    return block
  }

  #extend(index: unknown, delta: unknown): void {
    const part = filled(isRecord(delta) ? delta : {})
    if (Object.keys(part).length === 0) return
    let block = this.#blocks.at(index)
    if (block !== undefined && !continues(block, part))
      return this.#stream.fail('a part came of another kind than its block')
    if (block === undefined) {
      const fields = beginningOf(part, this.#blocks.isBegun(index))
      if (fields === undefined) return this.#stream.fail('a part came of a call that is not open')
      block = this.#add(index, fields)
    }
    const { toolUse } = part
    if (isRecord(toolUse)) this.#stream.takePiece(toolUse.input)
    this.#stream.fail(extendBlock(block, part, this.#stream.sink))
    const name = nameOf(block)
    if (isRecord(toolUse) && !this.#draft.calls.mayBeAgain(name))
      this.#stream.tellParts(block, block.pieces, name)
  }

  #conclude(reason: string): void {
    if (!this.#stream.began) return this.#stream.fail(this.nothing)
    this.#stream.said = this.#counted ? 'over' : 'ending'
    this.#draft.stopReason = reason || undefined
    if (meaningOf(reason) === 'calls') this.#stream.tell(() => true)
  }

  #moveOn(): void {
    this.#stream.began = true
    this.#stream.tell((block) => !block.open)
  }
}

/** Which field of an event is meant, for gateways may send the others too, empty. */
function kindOf(event: Fields): string | undefined {
  const present = Object.keys(event).filter((key) => isRecord(event[key]))
  return present.find((key) => holdsAnything(event[key])) ?? present[0]
}
