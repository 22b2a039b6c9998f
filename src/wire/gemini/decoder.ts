import type { Decoder, Phase, Reading, Sink } from '../codec.ts'
import { isRecord, textOf } from '../shared/shape.ts'
import { brokenOff, errorClause } from '../shared/stop.ts'
import { providerMessage } from '../source/source-error.ts'
import { callOf } from './call.ts'
import {
  firstCandidate,
  type GeminiDraft,
  makeDraft,
  takeCandidate,
  takeEnvelope,
} from './draft.ts'
import type { GeminiContent } from './message.ts'
import type { DraftPart } from './parts.ts'
import { finish } from './reading.ts'
import { stopOf } from './stop.ts'
import { isStop } from './finish-reason.ts'

/**
 * Reads the chunks of a streamed response, each of which is a response of its own shape
 * (ai.google.dev/api/generate-content#method:-models.streamgeneratecontent). Of several candidates it reads the first.
 *
 * 1. A call is certain once another part begins after its own is complete, or the finish reason is STOP, which
 *    Gemini says after calls as after answers.
 * 2. Calls are emitted in order; one that is not certain yet holds back those behind it.
 * 3. No call of a chunk that also says that the message was cut off or refused is emitted.
 */
export class GeminiDecoder implements Decoder<GeminiContent> {
  readonly #sink: Sink
  readonly #draft: GeminiDraft
  /** The place of the first part whose call, if it is one, was not emitted. */
  #emitted = 0
  #began = false
  #fault: string | undefined

  constructor(sink: Sink) {
    this.#sink = sink
    this.#draft = makeDraft(sink, true)
  }

  push(event: unknown): void {
    if (!isRecord(event) || this.#fault !== undefined) return
    this.#fault = providerMessage(event) ?? this.#spliced(textOf(event.responseId))
    if (this.#fault !== undefined) return
    takeEnvelope(this.#draft, event)
    this.#began ||= Array.isArray(event.candidates) || this.#draft.blockReason !== ''
    const candidate = firstCandidate(event)
    if (candidate === undefined) return
    this.#fault = takeCandidate(this.#draft, candidate)
    if (this.#fault === undefined) this.#emitCertain()
  }

  get phase(): Phase {
    if (this.#fault !== undefined) return 'over'
    return this.#draft.finishReason === undefined ? 'open' : 'ending'
  }

  end(error?: unknown): Reading<GeminiContent> {
    const { finishReason } = this.#draft
    if (finishReason === undefined && error !== undefined) this.#fault ??= errorClause(error)
    if (!this.#began) this.#fault ??= 'no chunk came of a Gemini response'
    const stop =
      this.#fault === undefined ? stopOf(this.#draft, false) : brokenOff(this.#fault, finishReason)
    const reading = finish(this.#draft, stop)
    if (stop.kind === 'calls') this.#emit(() => true)
    return reading
  }

  #spliced(responseId: string): string | undefined {
    const { id } = this.#draft
    const other = id !== '' && responseId !== '' && responseId !== id
    return other ? 'a second message began in the stream' : undefined
  }

  #emitCertain(): void {
    const { finishReason, parts } = this.#draft
    if (finishReason === undefined) this.#emit((place) => parts.isCertain(place))
    // A call that is still open may yet be completed, for STOP may come with every chunk.
    else if (isStop(finishReason)) this.#emit((_, { call }) => call?.open !== true)
  }

  #emit(isCertain: (place: number, part: DraftPart) => boolean): void {
    const { parts, ids, id } = this.#draft
    for (; this.#emitted < parts.list.length; this.#emitted += 1) {
      const part = parts.list[this.#emitted] as DraftPart
      if (part.call === undefined) continue
      if (!isCertain(this.#emitted, part)) return
      this.#sink.call?.(callOf(part.call, ids, id))
    }
  }
}
