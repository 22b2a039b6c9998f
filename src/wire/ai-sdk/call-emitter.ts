import type { Sink } from '../codec.ts'
import { PartEmitter } from '../shared/arguments/part-emitter.ts'
import { type AiSdkDraft, callOf, type DraftPart, isCall } from './draft.ts'

/** Tells a message's calls, in the order in which they began. */
export class CallEmitter {
  readonly #draft: AiSdkDraft
  readonly #sink: Sink
  readonly #parts: PartEmitter
  #emitted = 0

  constructor(draft: AiSdkDraft, sink: Sink) {
    this.#draft = draft
    this.#sink = sink
    this.#parts = new PartEmitter(sink)
  }

  /** The model says something else: emits the calls that are whole by now, up to the first that is not. */
  moveOn(): void {
    const { parts } = this.#draft
    while (this.#emitted < parts.length && !(parts[this.#emitted] as DraftPart).preview)
      this.#emitNext()
  }

  /** At the end: what is still a preview never became a call. */
  emitAll(): void {
    const { parts } = this.#draft
    while (this.#emitted < parts.length)
      if ((parts[this.#emitted] as DraftPart).preview) this.#emitted += 1
      else this.#emitNext()
  }

  /** Emits what has come of the next call's input, if that is coming in pieces. */
  emitParts(): void {
    const part = this.#draft.parts[this.#emitted]
    if (part?.preview && isCall(this.#draft, part))
      this.#parts.emit(part.pieces, part.fields.toolCallId, part.fields.toolName)
  }

  #emitNext(): void {
    const part = this.#draft.parts[this.#emitted] as DraftPart
    this.#emitted += 1
    if (isCall(this.#draft, part)) this.#sink.call?.(callOf(this.#draft, part))
  }
}
