import type { Sink } from '../codec.ts'
import { PartTeller } from '../shared/part-teller.ts'
import { type AiSdkDraft, callOf, type DraftPart, isCall } from './draft.ts'

/** Tells a message's calls, in the order in which they began. */
export class CallTeller {
  readonly #draft: AiSdkDraft
  readonly #sink: Sink
  readonly #parts: PartTeller
  #told = 0

  constructor(draft: AiSdkDraft, sink: Sink) {
    this.#draft = draft
    this.#sink = sink
    this.#parts = new PartTeller(sink)
  }

  /** The model says something else: tells the calls that are whole by now, up to the first that is not. */
  moveOn(): void {
    const { parts } = this.#draft
    while (this.#told < parts.length && !(parts[this.#told] as DraftPart).preview) this.#tellNext()
  }

  /** At the end: what is still a preview never became a call. */
  tellAll(): void {
    const { parts } = this.#draft
    while (this.#told < parts.length)
      if ((parts[this.#told] as DraftPart).preview) this.#told += 1
      else this.#tellNext()
  }

  /** Tells what has come of the next call's input, if that is coming in pieces. */
  tellParts(): void {
    const part = this.#draft.parts[this.#told]
    if (part?.preview && isCall(this.#draft, part))
      this.#parts.tell(part.pieces, part.fields.toolCallId, part.fields.toolName)
  }

  #tellNext(): void {
    const part = this.#draft.parts[this.#told] as DraftPart
    this.#told += 1
    if (isCall(this.#draft, part)) this.#sink.call?.(callOf(this.#draft, part))
  }
}
