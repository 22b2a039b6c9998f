import type { AnthropicMessage } from './message.ts'
import { announce, extendBlock } from './delta.ts'
import { callOf, countUsage, type DraftBlock, isCall, makeBlock, makeDraft } from './draft.ts'
import { finish } from './reading.ts'
import type { Decoder, Phase, Reading, Sink } from '../codec.ts'
import { CallMeter } from '../shared/call-meter.ts'
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
 * 3. What contradicts the protocol (a delta for a block that is not open, a block opened twice, a second message)
 *    comes from a stream that was spliced or restarted, of which nothing more can be believed.
 */
export class AnthropicDecoder implements Decoder<AnthropicMessage> {
  readonly #sink: Sink
  readonly #draft = makeDraft()
  readonly #meter = new CallMeter()
  readonly #parts: PartEmitter
  readonly #byIndex = new Map<unknown, DraftBlock>()
  /** The place of the first block whose call, if it is one, was not emitted. */
  #emitted = 0
  #started = false
  #stopped = false
  #fault: string | undefined

  constructor(sink: Sink) {
    this.#sink = sink
    this.#parts = new PartEmitter(sink)
  }

  push(event: unknown): void {
    if (!isRecord(event) || this.#stopped || this.#fault !== undefined) return
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
    if (reading.stop.kind === 'calls') this.#emit(this.#draft.blocks.length, true)
    return reading
  }

  #start(message: unknown): void {
    if (this.#draft.blocks.length > 0) return this.#lost('a second message began in the stream')
    if (!isRecord(message)) return this.#lost('the message began without its fields')
    this.#started = true
    this.#draft.id = textOf(message.id)
    countUsage(this.#draft.usage, message.usage)
    // Calls made by a server tool's code may come with the start.
    for (const fields of recordsOf(message.content)) {
      const block = earlyBlock(fields)
      this.#byIndex.set(this.#draft.blocks.length, block)
      this.#draft.blocks.push(block)
      if (isCall(block)) this.#fault ??= this.#meter.begin()
    }
  }

  #open(index: unknown, fields: unknown): void {
    if (!this.#started) return this.#lost('the start of the message is missing')
    if (this.#draft.stopReason !== undefined)
      return this.#lost('a block began after the stop reason')
    if (!isRecord(fields)) return this.#lost('a block began without its fields')
    const before = this.#byIndex.get(index)
    if (before?.open) return this.#lost('a block began twice')
    const block = makeBlock(fields, true)
    const { blocks } = this.#draft
    // The SDK's stream helper adds to the first event's message while we read: the same block comes again here.
    const place =
      before?.early && isSame(before.fields, fields) ? blocks.indexOf(before) : blocks.length
    if (place === blocks.length && isCall(block)) this.#fault = this.#meter.begin()
    if (this.#fault !== undefined) return
    blocks[place] = block
    this.#byIndex.set(index, block)
    this.#emit(place, false)
    announce(fields, this.#sink)
  }

  #extend(index: unknown, delta: unknown): void {
    const block = this.#byIndex.get(index)
    if (!block?.open) return this.#lost('a part came of a block that is not open')
    if (!isRecord(delta)) return
    this.#fault = this.#meter.take(delta.partial_json) ?? extendBlock(block, delta, this.#sink)
    if (isCall(block) && block === this.#nextCall())
      this.#parts.emit(block.pieces, block.fields.id, block.fields.name)
  }

  #close(index: unknown): void {
    const block = this.#byIndex.get(index)
    if (block !== undefined) block.open = false
  }

  #conclude({ delta, usage }: Fields): void {
    countUsage(this.#draft.usage, usage)
    const reason = isRecord(delta) ? textOf(delta.stop_reason) : ''
    if (reason === '') return
    this.#draft.stopReason = reason
    if (reason === 'tool_use') this.#emit(this.#draft.blocks.length, true)
  }

  /** Tells the calls before a place, up to the first that is not certain. */
  #emit(before: number, all: boolean): void {
    for (; this.#emitted < before; this.#emitted += 1) {
      const block = this.#draft.blocks[this.#emitted] as DraftBlock
      if (!isCall(block)) continue
      if (block.open && !all) return
      this.#sink.call?.(callOf(this.#draft, block))
    }
  }

  #nextCall(): DraftBlock | undefined {
    const { blocks } = this.#draft
    for (let place = this.#emitted; place < blocks.length; place += 1) {
      const block = blocks[place] as DraftBlock
      if (isCall(block)) return block
    }
    return undefined
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
