import type { Decoder, Phase, Reading, Sink } from '../codec.ts'
import { doneMarker } from '../source/framer.ts'
import { CallMeter } from '../shared/call-meter.ts'
import { PartEmitter } from '../shared/arguments/part-emitter.ts'
import { mergeField } from '../shared/merge-field.ts'
import { type DraftCall, functionOf, isComplete } from './call.ts'
import { ChatCalls } from './calls.ts'
import { addContent, spokenIn } from './content.ts'
import { callsOf, type ChatDraft, countUsage, makeDraft } from './draft.ts'
import type { ChatMessage } from './message.ts'
import { finish } from './reading.ts'
import { kindOf, stopOf, stricter } from './stop.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { brokenOff, errorClause } from '../shared/stop.ts'

/**
 * Reads the chunks of a streamed Chat Completions message. Of several choices it reads the first, index 0.
 *
 * 1. A call is certain once another one begins after its arguments are a whole object, or the finish reason says
 *    that the model stopped to call tools; after any other finish reason, once the stream has ended.
 * 2. Calls are emitted in order; one that is not certain yet holds back those behind it.
 * 3. More arguments for a call that was emitted already come from a stream that was spliced, of which nothing more can
 *    be believed.
 */
export class ChatDecoder implements Decoder<ChatMessage> {
  readonly #sink: Sink
  readonly #draft: ChatDraft
  readonly #calls = new ChatCalls()
  readonly #meter = new CallMeter()
  readonly #parts: PartEmitter
  #emitted = 0
  #began = false
  #done = false
  #fault: string | undefined

  constructor(sink: Sink) {
    this.#sink = sink
    this.#parts = new PartEmitter(sink)
    this.#draft = makeDraft(sink.isTool?.bind(sink))
    this.#draft.calls = this.#calls.list
  }

  push(event: unknown): void {
    if (event === doneMarker) this.#done = true
    if (!isRecord(event) || this.#done || this.#fault !== undefined) return
    const { x_groq: groq } = event
    this.#fault = providerMessage(event) ?? providerMessage(groq)
    this.#draft.id ||= textOf(event.id)
    countUsage(this.#draft, event.usage)
    if (isRecord(groq)) countUsage(this.#draft, groq.usage)
    const { choices } = event
    if (!Array.isArray(choices)) return
    for (const choice of choices as unknown[])
      if (isRecord(choice) && (choice.index ?? 0) === 0) this.#take(choice)
  }

  get phase(): Phase {
    if (this.#done || this.#fault !== undefined) return 'over'
    return this.#draft.finishReason === undefined ? 'open' : 'ending'
  }

  end(error?: unknown): Reading<ChatMessage> {
    const said = this.#draft.finishReason !== undefined || this.#done
    if (!said && error !== undefined) this.#fault ??= errorClause(error)
    if (!this.#began) this.#fault ??= 'no chunk came of a chat completion'
    const { finishReason } = this.#draft
    const stop =
      this.#fault === undefined
        ? stopOf(this.#draft, this.#done)
        : brokenOff(this.#fault, finishReason)
    const reading = finish(this.#draft, stop)
    if (stop.kind === 'calls') this.#emitAll()
    return reading
  }

  #take(choice: Fields): void {
    this.#began = true
    this.#fault ??= providerMessage({ error: choice.error })
    countUsage(this.#draft, choice.usage)
    // Some servers send the whole message where a delta belongs.
    const delta = choice.delta ?? choice.message
    if (isRecord(delta)) this.#merge(delta)
    const reason = textOf(choice.finish_reason)
    if (reason === '' || this.#fault !== undefined) return
    this.#draft.finishReason = stricter(this.#draft.finishReason, reason)
    if (kindOf(this.#draft.finishReason) === 'calls') this.#emitAll()
  }

  #merge(delta: Fields): void {
    const draft = this.#draft
    for (const key in delta) {
      const value = delta[key]
      if (value === null || value === undefined || key === 'role') continue
      if (key === 'content') this.#speak(value)
      else if (key === 'tool_calls') this.#call(value)
      else if (key === 'function_call') this.#call([{ index: -1, function: value }])
      else if (key === 'refusal') draft.refusal += textOf(value)
      else mergeField(draft.others, key, value)
    }
    const thought = textOf(delta.reasoning_content) || textOf(delta.reasoning)
    if (thought !== '') this.#sink.reasoning?.(thought)
  }

  #speak(content: unknown): void {
    this.#draft.content = addContent(this.#draft.content, content)
    const { text, reasoning } = spokenIn(content)
    if (reasoning !== '') this.#sink.reasoning?.(reasoning)
    if (text !== '') this.#sink.text?.(text)
  }

  #call(entries: unknown): void {
    for (const entry of recordsOf(entries)) {
      const said = functionOf(entry)
      this.#fault ??= this.#meter.take(said.arguments ?? said.input)
    }
    if (this.#fault !== undefined) return
    if (!this.#calls.take(entries, this.#begin))
      this.#fault ??= 'more arguments came for a call that was complete'
    else this.#emitParts()
  }

  readonly #begin = (): boolean => {
    this.#emitComplete()
    this.#fault ??= this.#meter.begin()
    return this.#fault === undefined
  }

  #emitComplete(): void {
    for (; this.#emitted < this.#calls.list.length; this.#emitted += 1) {
      const call = this.#calls.list[this.#emitted] as DraftCall
      if (!isComplete(call)) return
      this.#emit(call)
    }
  }

  #emitParts(): void {
    const call = this.#calls.list[this.#emitted]
    if (call !== undefined && !call.custom && call.value === undefined)
      this.#parts.emit(call.pieces, call.id, call.name)
  }

  #emitAll(): void {
    for (; this.#emitted < this.#calls.list.length; this.#emitted += 1)
      this.#emit(this.#calls.list[this.#emitted] as DraftCall)
  }

  #emit(call: DraftCall): void {
    for (const one of callsOf(this.#draft, call)) this.#sink.call?.(one)
  }
}
