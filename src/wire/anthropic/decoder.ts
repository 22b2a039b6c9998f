import type { AnthropicMessage } from './message.ts'
import { announce, extendBlock } from './delta.ts'
import { beganSo, callOf, type DraftBlock, makeBlock, makeDraft, mayBeCall, note } from './draft.ts'
import { finish } from './reading.ts'
import type { Decoder, Phase, Reading, Sink } from '../codec.ts'
import { CallMeter } from '../shared/call-meter.ts'
import { CallOrder } from '../shared/call-order.ts'
import { PartEmitter } from '../shared/arguments/part-emitter.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { errorClause } from '../shared/stop.ts'

/**
 * Reads the events of a streamed message (docs.claude.com/en/docs/build-with-claude/streaming).
 *
 * 1. A call is certain once a block starts after its own has closed, or the stop reason says that the model stopped
 *    to call tools. Interleaved blocks need no other rule.
 * 2. Calls are emitted in the order of their blocks; one that is not certain yet holds back those behind it.
 * 3. A message or a block that begins twice in the same way has begun once. What contradicts the protocol (a delta for a
 *    block that is not open, a block begun twice in two ways, a second message) comes from a stream that was spliced or restarted, of which nothing more can be believed.
 */
export class AnthropicDecoder implements Decoder<AnthropicMessage> {
  readonly #sink: Sink
  readonly #draft = makeDraft()
  readonly #meter = new CallMeter()
  readonly #parts: PartEmitter
  readonly #order: CallOrder<DraftBlock>
  readonly #byIndex = new Map<unknown, DraftBlock>()
  #started = false
  #stopped = false
  #fault: string | undefined

  constructor(sink: Sink) {
    this.#sink = sink
    this.#parts = new PartEmitter(sink)
    this.#order = new CallOrder(sink, {
      items: () => this.#draft.blocks,
      isCall: mayBeCall,
      callsOf: (block) => [callOf(this.#draft, block)],
    })
  }

  push(event: unknown): void {
    if (!isRecord(event) || this.phase === 'over') return
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
        this.#stopped = this.#started
        return
      default:
        this.#fault = providerMessage(event)
    }
  }

  get phase(): Phase {
    return this.#stopped || this.#fault !== undefined ? 'over' : 'open'
  }

  end(error?: unknown): Reading<AnthropicMessage> {
    const complete = this.#stopped || this.#draft.stopReason !== undefined
    if (!complete && error !== undefined) this.#fault ??= errorClause(error)
    if (!complete)
      this.#fault ??= this.#started
        ? 'the stream ended before the message did'
        : 'no event came that begins an Anthropic message'
    const reading = finish(this.#draft, this.#fault)
    if (reading.stop.kind === 'calls') this.#tellAll()
    return reading
  }

  #start(message: unknown): void {
    if (!isRecord(message)) return this.#lost('the message began without its fields')
    const { id, blocks } = this.#draft
    // The same one, told again.
    if (id !== '' && message.id === id) return
    if (blocks.length > 0) return this.#lost('a second message began in the stream')
    this.#started = true
    this.#draft.id = textOf(message.id)
    note(this.#draft, message.container, message.usage)
    // Calls made by a server tool's code may come with the start.
    for (const fields of recordsOf(message.content))
      this.#place(earlyBlock(fields), blocks.length, blocks.length)
  }

  #open(index: unknown, fields: unknown): void {
    if (!this.#started) return this.#lost('the start of the message is missing')
    if (!isRecord(fields)) return this.#lost('a block began without its fields')
    const before = this.#byIndex.get(index)
    if (before !== undefined && beganSo(before, fields)) return
    if (this.#draft.stopReason !== undefined)
      return this.#lost('a block began after the stop reason')
    if (before?.open) return this.#lost('a block began twice')
    const { blocks } = this.#draft
    // The SDK's stream helper adds to the first event's message while we read: the same block comes again here.
    const place =
      before?.early && isSame(before.fields, fields) ? blocks.indexOf(before) : blocks.length
    this.#place(makeBlock(fields, true), place, index)
    if (this.#fault !== undefined) return
    this.#order.tell((block, at) => at < place && !block.open)
    announce(fields, this.#sink)
  }

  #place(block: DraftBlock, place: number, index: unknown): void {
    const { blocks } = this.#draft
    if (place === blocks.length && mayBeCall(block)) this.#fault ??= this.#meter.begin()
    if (this.#fault !== undefined) return
    blocks[place] = block
    this.#byIndex.set(index, block)
  }

  #extend(index: unknown, delta: unknown): void {
    const block = this.#byIndex.get(index)
    if (!block?.open) return this.#lost('a part came of a block that is not open')
    if (!isRecord(delta)) return
    this.#fault = this.#meter.take(delta.partial_json) ?? extendBlock(block, delta, this.#sink)
    if (block === this.#order.next)
      this.#parts.emit(block.pieces, block.fields.id, block.fields.name)
  }

  #close(index: unknown): void {
    const block = this.#byIndex.get(index)
    if (block !== undefined) block.open = false
  }

  #conclude({ delta, usage }: Fields): void {
    const { stop_reason: reason, container } = isRecord(delta) ? delta : {}
    note(this.#draft, container, usage)
    if (textOf(reason) === '') return
    this.#draft.stopReason = textOf(reason)
    if (reason === 'tool_use') this.#tellAll()
  }

  /** Nothing more will come of the blocks that are open. */
  #tellAll(): void {
    for (const block of this.#draft.blocks) block.open = false
    this.#order.tell(() => true)
  }

  #lost(fault: string): void {
    this.#fault = fault
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
