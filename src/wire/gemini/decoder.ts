import type { ToolCall } from '../../call/call.ts'
import type { Decoder, Reading, Sink } from '../codec.ts'
import { MessageStream, type EventReader } from '../shared/stream/message-stream.ts'
import { atLeast, holdsAnything, isRecord, textOf, type Fields } from '../shared/shape.ts'
import { sameJson } from '../../util/same-json.ts'
import { providerMessage } from '../source/source-error.ts'
import {
  callsIn,
  firstCandidate,
  type GeminiDraft,
  makeDraft,
  partsIn,
  takeCandidate,
  takeEnvelope,
} from './draft.ts'
import { isStop, kindOf, reasonOf } from './finish-reason.ts'
import type { GeminiContent } from './message.ts'
import type { DraftPart } from './parts.ts'
import { finish } from './reading.ts'
import { endingIn } from './stop.ts'

type Stream = MessageStream<DraftPart, GeminiContent>

export function geminiDecoder(sink: Sink): Decoder<GeminiContent> {
  return new MessageStream(sink, (stream: Stream) => new GeminiChunks(stream))
}

/**
 * Reads the chunks of a streamed response, each of which is a response of its own shape
 * (ai.google.dev/api/generate-content#method:-models.streamgeneratecontent). Of several candidates it reads the first.
 *
 * 1. A call is certain once another part begins after its own is complete, or the finish reason is STOP, which
 *    Gemini says after calls as after answers.
 * 2. No call of a chunk that also says that the message was cut off or refused is emitted.
 * 3. A chunk that comes again is one. It is known by the ids of its calls; or else, if it has a finish reason, or calls and
 *    the count of what the model has said so far, by being the same as the one before.
 * 4. Nothing says that the stream is over: gateways say STOP with thoughts or words, long before a call. Any other finish
 *    reason is the end but for the counts, for nothing that follows it runs.
 */
class GeminiChunks implements EventReader<DraftPart, GeminiContent> {
  readonly nothing = 'no chunk came of a Gemini response'
  readonly #stream: Stream
  readonly #draft: GeminiDraft
  #before: Fields = {}

  constructor(stream: Stream) {
    this.#stream = stream
    this.#draft = makeDraft(stream.sink, true)
  }

  readonly items = (): readonly DraftPart[] => this.#draft.parts.list
  readonly isCall = ({ call }: DraftPart): boolean => call !== undefined
  readonly callsOf = (part: DraftPart): readonly ToolCall[] => callsIn(this.#draft, part)

  finish(fault?: string): Reading<GeminiContent> {
    return finish(this.#draft, endingIn(this.#draft, false, fault))
  }

  take(event: Fields): void {
    this.#stream.fail(providerMessage(event) ?? this.#spliced(textOf(event.responseId)))
    if (this.#stream.failed) return
    takeEnvelope(this.#draft, event)
    this.#stream.began ||= Array.isArray(event.candidates) || this.#draft.blockReason !== ''
    const candidate = firstCandidate(event)
    if (candidate === undefined) {
      if (this.#draft.blockReason !== '') this.#stream.said = 'ending'
      return
    }
    const parts = this.#newIn(event, candidate)
    this.#before = event
    this.#stream.fail(takeCandidate(this.#draft, candidate, parts))
    if (!this.#stream.failed) this.#tell()
  }

  #spliced(responseId: string): string | undefined {
    const { id } = this.#draft
    const other = id !== '' && responseId !== '' && responseId !== id
    return other ? 'a second message began in the stream' : undefined
  }

  /** The parts that have not come before. With the calls of a chunk all of it is known. */
  #newIn(event: Fields, candidate: Fields): readonly Fields[] {
    const { finishReason, parts } = this.#draft
    const all = partsIn(candidate)
    const isFinish = finishReason !== undefined && reasonOf(candidate.finishReason) !== undefined
    const isCounted = all.some(isCall) && saidSoFar(event) > 0
    const mayBeAgain = (isFinish || isCounted) && !parts.isOpen
    if (mayBeAgain && sameJson(event, this.#before)) return []
    const some = all.filter((part) => !parts.isKnown(part))
    return some.length < all.length && !some.some(isCall) ? [] : some
  }

  #tell(): void {
    const { finishReason, parts } = this.#draft
    if (finishReason === undefined) return this.#stream.tell((_, place) => parts.isCertain(place))
    // A call that is still open may yet be completed, for STOP may come with every chunk.
    const mayRun = isStop(finishReason)
    this.#stream.said = mayRun || kindOf(finishReason) === undefined ? 'stopping' : 'ending'
    if (mayRun) this.#stream.tell(({ call }) => call?.open !== true)
  }
}

function isCall({ functionCall }: Fields): boolean {
  return holdsAnything(functionCall)
}

/** How many tokens the model has made so far, if a chunk says it. */
function saidSoFar({ usageMetadata }: Fields): number {
  return isRecord(usageMetadata) ? atLeast(0, usageMetadata.candidatesTokenCount) : 0
}
