import type { Decoder, Phase, Reading, Sink } from '../codec.ts'
import { CallMeter } from '../shared/call-meter.ts'
import { PartEmitter } from '../shared/arguments/part-emitter.ts'
import { mergeField } from '../shared/merge-field.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { errorClause } from '../shared/stop.ts'
import { providerMessage } from '../source/source-error.ts'
import { callOf, countUsage, type DraftCall, functionIn, makeCall, makeDraft } from './draft.ts'
import type { CohereMessage } from './message.ts'
import { finish } from './reading.ts'
import { fieldOf, spellingOf } from './spelling.ts'
import { addAll } from '../../util/add-all.ts'

/**
 * Reads the events of a streamed message (docs.cohere.com/docs/streaming), as they come over HTTP or out of Cohere's
 * SDK, which spells them its own way.
 *
 * 1. A call is certain once another one, or content, begins after it has ended, or the finish reason says that the
 *    model stopped to call tools.
 * 2. Calls are emitted in order; one that is not certain yet holds back those behind it.
 * 3. What contradicts the protocol (a part of a call that is not open, a call begun twice, a second message) comes
 *    from a stream that was spliced or restarted, of which nothing more can be believed.
 */
export class CohereDecoder implements Decoder<CohereMessage> {
  readonly #sink: Sink
  readonly #draft = makeDraft()
  readonly #meter = new CallMeter()
  readonly #parts: PartEmitter
  readonly #calls = new Map<unknown, DraftCall>()
  readonly #blocks = new Map<unknown, Record<string, unknown>>()
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
    const delta = isRecord(event.delta) ? event.delta : {}
    const message = isRecord(delta.message) ? delta.message : {}
    switch (event.type) {
      case 'message-start':
        return this.#start(event)
      case 'content-start':
        return this.#speak(event.index, message.content, true)
      case 'content-delta':
        return this.#speak(event.index, message.content, false)
      case 'tool-plan-delta':
        return this.#plan(message)
      case 'tool-call-start':
        return this.#open(event.index, message)
      case 'tool-call-delta':
        return this.#extend(event.index, message)
      case 'tool-call-end':
        return this.#close(event.index)
      case 'citation-start':
        addAll(this.#draft.citations, recordsOf([message.citations].flat()))
        return
      case 'message-end':
        return this.#conclude(delta)
      default:
        this.#fault = providerMessage(event)
    }
  }

  get phase(): Phase {
    return this.#stopped || this.#fault !== undefined ? 'over' : 'open'
  }

  end(error?: unknown): Reading<CohereMessage> {
    if (!this.#stopped) {
      if (error !== undefined) this.#fault ??= errorClause(error)
      this.#fault ??= this.#started
        ? 'the stream ended before the message did'
        : 'no event came that begins a Cohere message'
    }
    const reading = finish(this.#draft, this.#fault)
    if (reading.stop.kind === 'calls') this.#emit(this.#draft.calls.length, true)
    return reading
  }

  #start({ id }: Fields): void {
    const { calls, content, toolPlan } = this.#draft
    if (calls.length > 0 || content.length > 0 || toolPlan !== '')
      return this.#lost('a second message began in the stream')
    this.#started = true
    this.#draft.id = textOf(id)
  }

  #plan(message: Fields): void {
    const text = textOf(fieldOf(message, 'tool_plan'))
    if (text === '') return
    this.#note(message)
    this.#draft.toolPlan += text
    this.#sink.reasoning?.(text)
  }

  #speak(index: unknown, content: unknown, begins: boolean): void {
    if (!isRecord(content)) return
    let block = this.#blocks.get(index)
    if (begins || block === undefined) {
      this.#emit(this.#draft.calls.length, false)
      block = { type: 'thinking' in content ? 'thinking' : 'text' }
      this.#blocks.set(index, block)
      this.#draft.content.push(block)
    }
    for (const key of Object.keys(content)) mergeField(block, key, content[key])
    const { text, thinking } = content
    if (textOf(text) !== '') this.#sink.text?.(textOf(text))
    if (textOf(thinking) !== '') this.#sink.reasoning?.(textOf(thinking))
  }

  #open(index: unknown, message: Fields): void {
    if (!this.#started) return this.#lost('the start of the message is missing')
    if (this.#calls.get(index)?.open) return this.#lost('a call began twice')
    const [entry] = recordsOf([fieldOf(message, 'tool_calls')].flat())
    if (entry === undefined) return this.#lost('a call began without its fields')
    this.#note(message)
    this.#fault = this.#meter.begin()
    if (this.#fault !== undefined) return
    const call = makeCall(entry, true)
    this.#emit(this.#draft.calls.length, false)
    this.#draft.calls.push(call)
    this.#calls.set(index, call)
  }

  #extend(index: unknown, message: Fields): void {
    const call = this.#calls.get(index)
    if (!call?.open) return this.#lost('a part came of a call that is not open')
    const [entry = {}] = recordsOf([fieldOf(message, 'tool_calls')].flat())
    const piece = functionIn(entry).arguments
    if (typeof piece !== 'string') return this.#lost('a part of the arguments is not text')
    this.#fault = this.#meter.take(piece)
    if (piece === '' || this.#fault !== undefined) return
    call.pieces.push(piece)
    if (call === this.#draft.calls[this.#emitted])
      this.#parts.emit(call.pieces, call.entry.id, functionIn(call.entry).name)
  }

  #close(index: unknown): void {
    const call = this.#calls.get(index)
    if (call !== undefined) call.open = false
  }

  #conclude(delta: Fields): void {
    if (!this.#started) return this.#lost('the start of the message is missing')
    this.#stopped = true
    this.#draft.finishReason = textOf(fieldOf(delta, 'finish_reason')) || undefined
    countUsage(this.#draft, delta.usage)
    if (textOf(delta.error) !== '') this.#fault = textOf(delta.error)
    else if (this.#draft.finishReason === 'TOOL_CALL') this.#emit(this.#draft.calls.length, true)
  }

  /** Tells the calls before a place, up to the first that is not certain. */
  #emit(before: number, all: boolean): void {
    for (; this.#emitted < before; this.#emitted += 1) {
      const call = this.#draft.calls[this.#emitted] as DraftCall
      if (call.open && !all) return
      this.#sink.call?.(callOf(this.#draft, call))
    }
  }

  #note(message: Fields): void {
    if (spellingOf(message) === 'sdk') this.#draft.spelling = 'sdk'
  }

  #lost(fault: string): void {
    this.#fault = fault
  }
}
