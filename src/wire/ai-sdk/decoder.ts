import type { Decoder, Phase, Reading, Sink } from '../codec.ts'
import { CallMeter } from '../shared/call-meter.ts'
import { isRecord, textOf, type Fields } from '../shared/shape.ts'
import { errorClause } from '../shared/stop.ts'
import { keyOf, makeBlock, note } from './block.ts'
import { CallEmitter } from './call-emitter.ts'
import { saidByError } from './error.ts'
import {
  type AiSdkDraft,
  type DraftPart,
  makeDraft,
  makePart,
  noteServed,
  readFinish,
  readUsage,
} from './draft.ts'
import type { AiSdkMessage } from './message.ts'
import { isContent } from './part.ts'
import { finish } from './reading.ts'
import { kindOf } from './stop.ts'

/**
 * Reads the parts of a stream (`@ai-sdk/provider`, `LanguageModelV4StreamPart`; versions 2 and 3 are alike here).
 *
 * 1. A call is certain once its `tool-call` part has come and then a part in which the model says something else, or
 *    the finish reason says that the model stopped to call tools. The end of a block says nothing, for a message
 *    that was cut off ends its blocks too; nor does a source, which providers tell last of all.
 * 2. Calls are emitted in the order in which they began; one that is not certain yet holds back those behind it.
 * 3. What contradicts the protocol (a delta of a block that is not open, a block opened twice, a second message)
 *    comes from a stream that was spliced or restarted, of which nothing more can be believed.
 */
export class AiSdkDecoder implements Decoder<AiSdkMessage> {
  readonly #sink: Sink
  readonly #draft: AiSdkDraft
  /** The open blocks, and the calls that have only begun. */
  readonly #open = new Map<string, DraftPart>()
  readonly #meter = new CallMeter()
  readonly #emitter: CallEmitter
  #began = false
  #fault: string | undefined

  constructor(sink: Sink) {
    this.#sink = sink
    this.#draft = makeDraft(sink.isTool)
    this.#emitter = new CallEmitter(this.#draft, sink)
  }

  push(event: unknown): void {
    if (!isRecord(event) || this.#draft.finish !== undefined || this.#fault !== undefined) return
    switch (event.type) {
      case 'stream-start':
        return this.#start()
      case 'response-metadata':
        return this.#identify(textOf(event.id))
      case 'text-start':
      case 'reasoning-start':
      case 'tool-input-start':
        return this.#begin(event)
      case 'text-delta':
      case 'reasoning-delta':
      case 'tool-input-delta':
        return this.#extend(event)
      case 'text-end':
      case 'reasoning-end':
        return this.#close(event)
      case 'finish':
        return this.#finish(event)
      case 'error':
        this.#fault = saidByError(event.error)
        return
      default:
        if (isContent(event)) this.#take(event)
    }
  }

  get phase(): Phase {
    return this.#draft.finish !== undefined || this.#fault !== undefined ? 'over' : 'open'
  }

  end(error?: unknown): Reading<AiSdkMessage> {
    if (this.#draft.finish === undefined) {
      if (error !== undefined) this.#fault ??= errorClause(error)
      this.#fault ??= this.#began
        ? 'the stream ended before the message did'
        : 'no part came of a language model’s stream'
    }
    const reading = finish(this.#draft, { fault: this.#fault })
    if (reading.stop.kind === 'calls') this.#emitter.emitAll()
    return reading
  }

  #start(): void {
    if (this.#draft.parts.length > 0) this.#fault = 'a second message began in the stream'
    this.#began = true
  }

  #identify(id: string): void {
    this.#began = true
    const { id: before, parts } = this.#draft
    if (id !== '' && before !== '' && id !== before && parts.length > 0)
      this.#fault = 'a second message began in the stream'
    this.#draft.id ||= id
  }

  #begin(event: Fields): void {
    this.#emitter.moveOn()
    const key = keyOf(event)
    if (this.#open.has(key)) {
      this.#fault = 'a block began twice'
      return
    }
    if (event.type === 'tool-input-start') this.#fault ??= this.#meter.begin()
    const part = makeBlock(event)
    this.#open.set(key, part)
    this.#draft.parts.push(part)
  }

  #extend(event: Fields): void {
    const part = this.#open.get(keyOf(event))
    const delta = textOf(event.delta)
    if (part === undefined) {
      this.#fault = 'a part came of a block that is not open'
      return
    }
    if (delta === '' && event.providerMetadata == null) return
    if (event.type === 'tool-input-delta') this.#fault ??= this.#meter.take(delta)
    this.#emitter.moveOn()
    note(part.fields, event)
    if (delta === '') return
    part.pieces.push(delta)
    if (part.fields.type === 'text') this.#sink.text?.(delta)
    else if (part.fields.type === 'reasoning') this.#sink.reasoning?.(delta)
    else this.#emitter.emitParts()
  }

  #close(event: Fields): void {
    const key = keyOf(event)
    const part = this.#open.get(key)
    if (part === undefined) return
    this.#open.delete(key)
    part.open = false
    note(part.fields, event)
  }

  /** A part that comes whole. A call's takes the place of its preview. */
  #take(event: Fields): void {
    this.#began = true
    noteServed(this.#draft, event)
    this.#emitter.moveOn()
    const key = `tool-input:${String(event.toolCallId)}`
    const begun = event.type === 'tool-call' ? this.#open.get(key) : undefined
    if (begun === undefined) {
      if (event.type === 'tool-call') this.#fault ??= this.#meter.begin()
      this.#draft.parts.push(makePart(event))
      return
    }
    this.#open.delete(key)
    const { providerExecuted } = begun.fields
    begun.fields = { ...event, ...(providerExecuted === true && { providerExecuted }) }
    begun.open = begun.preview = false
  }

  #finish(event: Fields): void {
    readFinish(this.#draft, event.finishReason)
    readUsage(this.#draft, event.usage)
    if (kindOf(this.#draft) === 'calls') this.#emitter.emitAll()
  }
}
