import type { Decoder, Phase, Reading, Sink } from '../codec.ts'
import { CallMeter } from '../shared/call-meter.ts'
import { mergeField } from '../shared/merge-field.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { errorClause } from '../shared/stop.ts'
import { providerMessage } from '../source/source-error.ts'
import { callOf, type DraftCall, makeDraft, noteEnvelope } from './draft.ts'
import type { OllamaMessage } from './message.ts'
import { finish, mayCall } from './reading.ts'

/**
 * Reads the lines of a streamed message (docs.ollama.com/api/streaming). Calls come whole, without ids, and with the
 * index 0 or none, so each entry is a call of its own.
 *
 * 1. A call is certain once the model has said or called something more, or the server says `done` for a reason other
 *    than a cut.
 * 2. Nothing counts after `done`.
 */
export class OllamaDecoder implements Decoder<OllamaMessage> {
  readonly #sink: Sink
  readonly #draft = makeDraft()
  readonly #meter = new CallMeter()
  #emitted = 0
  #began = false
  #fault: string | undefined

  constructor(sink: Sink) {
    this.#sink = sink
  }

  push(event: unknown): void {
    if (!isRecord(event) || this.#draft.done || this.#fault !== undefined) return
    const { message, done } = event
    if (typeof done !== 'boolean') {
      this.#fault = providerMessage(event)
      return
    }
    noteEnvelope(this.#draft, event)
    if (isRecord(message)) this.#merge(message)
    if (done && mayCall(this.#draft)) this.#emitAll()
  }

  get phase(): Phase {
    return this.#draft.done || this.#fault !== undefined ? 'over' : 'open'
  }

  end(error?: unknown): Reading<OllamaMessage> {
    if (!this.#draft.done) {
      if (error !== undefined) this.#fault ??= errorClause(error)
      this.#fault ??= this.#began
        ? 'the stream ended before the message did'
        : 'no line came of an Ollama message'
    }
    return finish(this.#draft, this.#fault)
  }

  #merge(message: Fields): void {
    this.#began = true
    const draft = this.#draft
    const content = textOf(message.content)
    const thinking = textOf(message.thinking)
    if (content !== '' || thinking !== '') this.#emitAll()
    draft.content += content
    draft.thinking += thinking
    if (thinking !== '') this.#sink.reasoning?.(thinking)
    if (content !== '') this.#sink.text?.(content)
    for (const entry of recordsOf(message.tool_calls)) {
      this.#fault ??= this.#meter.begin()
      if (this.#fault !== undefined) return
      this.#emitAll()
      draft.calls.push({ entry })
    }
    for (const key of Object.keys(message))
      if (!named.has(key)) mergeField(draft.others, key, message[key])
  }

  #emitAll(): void {
    for (; this.#emitted < this.#draft.calls.length; this.#emitted += 1)
      this.#sink.call?.(callOf(this.#draft, this.#draft.calls[this.#emitted] as DraftCall))
  }
}

const named: ReadonlySet<string> = new Set(['role', 'content', 'thinking', 'tool_calls'])
