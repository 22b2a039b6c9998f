import type { ToolCall } from '../../call/call.ts'
import type { Decoder, Reading, Sink } from '../codec.ts'
import { mergeField } from '../shared/merge-field.ts'
import { MessageStream, type EventReader } from '../shared/stream/message-stream.ts'
import { holdsAnything, isRecord, textOf, type Fields } from '../shared/shape.ts'
import { saysAgain } from '../shared/stream/said-again.ts'
import { sameJson } from '../../util/same-json.ts'
import { providerMessage } from '../source/source-error.ts'
import {
  callsOf,
  type DraftCall,
  entriesIn,
  isSame,
  makeDraft,
  noteEnvelope,
  type OllamaDraft,
} from './draft.ts'
import type { OllamaMessage } from './message.ts'
import { finish, mayCall } from './reading.ts'

type Stream = MessageStream<DraftCall, OllamaMessage>

export function ollamaDecoder(sink: Sink): Decoder<OllamaMessage> {
  return new MessageStream(sink, (stream: Stream) => new OllamaLines(stream))
}

/**
 * Reads the lines of a streamed message (docs.ollama.com/api/streaming). Calls come whole, most often without ids, and with
 * the index 0 or none, so each entry is a call of its own.
 *
 * 1. A call is certain once the model has said or called something more, or the server says `done` for a reason other
 *    than a cut.
 * 2. Of a last line that says all once more, only what is missing is taken; a short text may be the next piece.
 */
class OllamaLines implements EventReader<DraftCall, OllamaMessage> {
  readonly nothing = 'no line came of an Ollama message'
  readonly #stream: Stream
  readonly #draft: OllamaDraft

  constructor(stream: Stream) {
    this.#stream = stream
    this.#draft = makeDraft(stream.sink.isTool)
  }

  readonly items = (): readonly DraftCall[] => this.#draft.calls
  readonly isCall = (): boolean => true
  readonly callsOf = (call: DraftCall): readonly ToolCall[] => callsOf(this.#draft, call)
  readonly finish = (fault?: string): Reading<OllamaMessage> => finish(this.#draft, fault)

  take(event: Fields): void {
    const { message, done } = event
    this.#stream.fail(providerMessage(event))
    if (this.#stream.failed || (!isRecord(message) && typeof done !== 'boolean')) return
    noteEnvelope(this.#draft, event)
    if (isRecord(message)) this.#merge(message, done === true)
    if (done !== true) return
    this.#stream.said = 'over'
    if (mayCall(this.#draft)) this.#moveOn()
  }

  #merge(message: Fields, isLast: boolean): void {
    this.#stream.began = true
    const draft = this.#draft
    const rest = (before: string, now: unknown): string =>
      isLast && saysAgain(before, textOf(now)) ? textOf(now).slice(before.length) : textOf(now)
    const content = rest(draft.content, message.content)
    const thinking = rest(draft.thinking, message.thinking)
    if (content !== '' || thinking !== '') this.#moveOn()
    draft.content += content
    draft.thinking += thinking
    if (thinking !== '') this.#stream.sink.reasoning?.(thinking)
    if (content !== '') this.#stream.sink.text?.(content)
    for (const entry of this.#newIn(message, isLast)) {
      if (!this.#stream.beginCall()) return
      this.#moveOn()
      draft.calls.push({ entry })
    }
    for (const key of Object.keys(message)) {
      const value = message[key]
      if (named.has(key) || !holdsAnything(value)) continue
      if (!isLast || !sameJson(draft.others[key], value)) mergeField(draft.others, key, value)
    }
  }

  /** The entries of a line; of the last, those that do not say once more what came. */
  #newIn(message: Fields, isLast: boolean): readonly Fields[] {
    const entries = entriesIn(message)
    const before = this.#draft.calls
    if (isLast && before.every(({ entry }, at) => isSame(entry, entries[at])))
      return entries.slice(before.length)
    return entries
  }

  #moveOn(): void {
    this.#stream.tell(() => true)
  }
}

const named: ReadonlySet<string> = new Set(['role', 'content', 'thinking', 'tool_calls'])
