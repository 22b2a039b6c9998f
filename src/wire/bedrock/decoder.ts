import type { Decoder, Phase, Reading, Sink } from '../codec.ts'
import { CallMeter } from '../shared/call-meter.ts'
import { PartEmitter } from '../shared/arguments/part-emitter.ts'
import { isRecord, textOf } from '../shared/shape.ts'
import { errorClause } from '../shared/stop.ts'
import { providerMessage } from '../source/source-error.ts'
import { beginningOf, continues, extendBlock } from './delta.ts'
import {
  callOf,
  countUsage,
  type DraftBlock,
  isCall,
  makeBlock,
  makeDraft,
  toolUseOf,
} from './draft.ts'
import { exceptionIn } from './exception.ts'
import type { BedrockMessage } from './message.ts'
import { finish } from './reading.ts'

/** Of the calls that have not been answered yet none is the provider's. */
const noneServed: ReadonlySet<unknown> = new Set()

/**
 * Reads the events of a streamed message (API_runtime_ConverseStreamOutput): objects with one field, named by the
 * event. The counts come after the message's end.
 *
 * 1. A call is certain once a block begins after its own has closed, or the stop reason says that the model stopped
 *    to call tools. Only calls and results have a start; any other block begins with its first part.
 * 2. Calls are emitted in the order of their blocks; one that is not certain yet holds back those behind it.
 * 3. What contradicts the protocol (a part of a call that is not open, a block opened twice, a second message) comes
 *    from a stream that was spliced or restarted, of which nothing more can be believed.
 */
export class BedrockDecoder implements Decoder<BedrockMessage> {
  readonly #sink: Sink
  readonly #draft = makeDraft()
  readonly #meter = new CallMeter()
  readonly #parts: PartEmitter
  readonly #byIndex = new Map<unknown, DraftBlock>()
  /** The place of the first block whose call, if it is one, was not emitted. */
  #emitted = 0
  #started = false
  #stopped = false
  /** Its counts have come, which are the last of all. */
  #counted = false
  #fault: string | undefined

  constructor(sink: Sink) {
    this.#sink = sink
    this.#parts = new PartEmitter(sink)
  }

  push(event: unknown): void {
    if (!isRecord(event) || this.#fault !== undefined) return
    const { messageStart, contentBlockStart, contentBlockDelta, contentBlockStop } = event
    if (isRecord(event.metadata)) countUsage(this.#draft.usage, event.metadata.usage)
    this.#counted ||= this.#stopped && isRecord(event.metadata)
    if (this.#stopped) return
    if (messageStart !== undefined) this.#start()
    else if (isRecord(contentBlockStart))
      this.#open(contentBlockStart.contentBlockIndex, contentBlockStart.start)
    else if (isRecord(contentBlockDelta))
      this.#extend(contentBlockDelta.contentBlockIndex, contentBlockDelta.delta)
    else if (isRecord(contentBlockStop)) this.#close(contentBlockStop.contentBlockIndex)
    else if (isRecord(event.messageStop)) this.#conclude(textOf(event.messageStop.stopReason))
    else this.#fault = exceptionIn(event) ?? providerMessage(event)
  }

  get phase(): Phase {
    if (this.#counted || this.#fault !== undefined) return 'over'
    return this.#stopped ? 'ending' : 'open'
  }

  end(error?: unknown): Reading<BedrockMessage> {
    if (!this.#stopped) {
      if (error !== undefined) this.#fault ??= errorClause(error)
      this.#fault ??= this.#started
        ? 'the stream ended before the message did'
        : 'no event came of a Bedrock message'
    }
    const reading = finish(this.#draft, this.#fault)
    if (reading.stop.kind === 'calls') this.#emit(this.#draft.blocks.length, true)
    return reading
  }

  #start(): void {
    if (this.#draft.blocks.length > 0) return this.#lost('a second message began in the stream')
    this.#started = true
  }

  #open(index: unknown, start: unknown): void {
    if (!isRecord(start)) return this.#lost('a block began without its fields')
    if (this.#byIndex.get(index)?.open) return this.#lost('a block began twice')
    const fields = Object.fromEntries(
      Object.entries(start).map(([kind, value]) => [kind, isRecord(value) ? { ...value } : value]),
    )
    this.#add(index, fields)
  }

  #add(index: unknown, fields: Record<string, unknown>): DraftBlock {
    this.#started = true
    const block = makeBlock(fields, true)
    if (isCall(block, noneServed)) this.#fault ??= this.#meter.begin()
    this.#emit(this.#draft.blocks.length, false)
    this.#draft.blocks.push(block)
    this.#byIndex.set(index, block)
    return block
  }

  #extend(index: unknown, delta: unknown): void {
    if (!isRecord(delta)) return
    let block = this.#byIndex.get(index)
    if (!block?.open) {
      const fields = beginningOf(delta)
      if (fields === undefined) return this.#lost('a part came of a call that is not open')
      block = this.#add(index, fields)
    } else if (!continues(block, delta))
      return this.#lost('a part came of another kind than its block')
    const { toolUse } = delta
    if (isRecord(toolUse)) this.#fault ??= this.#meter.take(toolUse.input)
    this.#fault ??= extendBlock(block, delta, this.#sink)
    if (isRecord(toolUse) && block === this.#nextCall()) {
      const { toolUseId, name } = toolUseOf(block) ?? {}
      this.#parts.emit(block.pieces, toolUseId, name)
    }
  }

  #close(index: unknown): void {
    const block = this.#byIndex.get(index)
    if (block !== undefined) block.open = false
  }

  #conclude(reason: string): void {
    if (!this.#started) return this.#lost('no event came of a Bedrock message')
    this.#stopped = true
    this.#draft.stopReason = reason || undefined
    if (reason === 'tool_use') this.#emit(this.#draft.blocks.length, true)
  }

  /** Tells the calls before a place, up to the first that is not certain. */
  #emit(before: number, all: boolean): void {
    for (; this.#emitted < before; this.#emitted += 1) {
      const block = this.#draft.blocks[this.#emitted] as DraftBlock
      if (!isCall(block, noneServed)) continue
      if (block.open && !all) return
      this.#sink.call?.(callOf(this.#draft, block))
    }
  }

  #nextCall(): DraftBlock | undefined {
    const { blocks } = this.#draft
    for (let place = this.#emitted; place < blocks.length; place += 1) {
      const block = blocks[place] as DraftBlock
      if (isCall(block, noneServed)) return block
    }
    return undefined
  }

  #lost(fault: string): void {
    this.#fault = fault
  }
}
