import type { Decoder, Phase, Reading, Sink } from '../codec.ts'
import { doneMarker } from '../source/framer.ts'
import { CallMeter } from '../shared/stream/call-meter.ts'
import { CallOrder } from '../shared/stream/call-order.ts'
import { PartEmitter } from '../shared/arguments/part-emitter.ts'
import {
  type CallEntry,
  type DraftCall,
  entriesIn,
  isComplete,
  oldEntriesIn,
  unreadIn,
} from './call.ts'
import { ChatCalls } from './calls.ts'
import { callsOf, type ChatDraft, countUsage, isCall, makeDraft } from './draft.ts'
import type { ChatMessage } from './message.ts'
import { finish } from './reading.ts'
import { kindOf, stopOf, stricter } from './stop.ts'
import { holdsAnything, isRecord, textOf, type Fields } from '../shared/shape.ts'
import { providerMessage } from '../source/source-error.ts'
import { brokenOff, endingWord, errorClause } from '../shared/ending/stop.ts'
import { ChatWords } from './words.ts'

/**
 * Reads the chunks of a streamed Chat Completions message. Of several choices it reads the first, index 0.
 *
 * 1. A call is certain once another one begins after its arguments are a whole object, or the finish reason says
 *    that the model stopped to call tools and its arguments are whole; else, once the stream has ended.
 * 2. Calls are emitted in order; one that is not certain yet, or whose number is not the next, holds back those behind it.
 * 3. More arguments for a call that was emitted already come from a stream that was spliced, of which nothing more can
 *    be believed; the same arguments once more are a repetition.
 * 4. A whole message after the pieces is the same message: only what is missing is taken from it.
 */
export class ChatDecoder implements Decoder<ChatMessage> {
  readonly #draft: ChatDraft
  readonly #calls: ChatCalls
  /** Calls of another choice than the first: Copilot puts the words into one and the calls into another. */
  readonly #strays: ChatCalls
  readonly #words: ChatWords
  readonly #meter = new CallMeter()
  readonly #parts: PartEmitter
  readonly #order: CallOrder<DraftCall>
  /** All that may be calls, in order, of which those of the message are some. */
  #items: readonly DraftCall[]
  /** The calls of the message, once it has ended. */
  #found: ReadonlySet<DraftCall> | undefined
  #began = false
  /** A chunk has come that says something of the message. */
  #spoken = false
  /** It has come to its end but for the counts. */
  #concluded = false
  #done = false
  #fault: string | undefined

  constructor(sink: Sink) {
    const isTool = sink.isTool?.bind(sink)
    const draft = makeDraft(isTool)
    this.#draft = draft
    this.#words = new ChatWords(draft, sink)
    this.#parts = new PartEmitter(sink)
    this.#calls = new ChatCalls(isTool)
    this.#strays = new ChatCalls(isTool)
    draft.calls = this.#items = this.#calls.list
    this.#order = new CallOrder(sink, {
      items: () => this.#items,
      isCall: () => true,
      callsOf: (call) => (this.#isFound(call) ? callsOf(draft, call) : []),
    })
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
    if (choices.length === 0 && isRecord(event.usage)) this.#concluded = this.#hasReason
    for (const choice of choices as unknown[])
      if (isRecord(choice)) this.#take(choice, event.object === 'chat.completion')
  }

  get phase(): Phase {
    if (this.#done || this.#fault !== undefined) return 'over'
    const { finishReason, calls } = this.#draft
    if (finishReason === undefined || !calls.every(isComplete)) return 'open'
    return this.#concluded ? 'ending' : 'stopping'
  }

  end(error?: unknown): Reading<ChatMessage> {
    const said = this.#hasReason || this.#done
    if (!said && error !== undefined) this.#fault ??= errorClause(error)
    if (!this.#began) this.#fault ??= 'no chunk came of a chat completion'
    const { finishReason } = this.#draft
    this.#draft.calls = this.#callsFound()
    this.#found = new Set(this.#draft.calls)
    const stop =
      this.#fault === undefined
        ? stopOf(this.#draft, this.#done)
        : brokenOff(this.#fault, finishReason)
    const reading = finish(this.#draft, stop)
    if (stop.kind === 'calls') this.#order.tell(() => true)
    return reading
  }

  /** Those of the first choice, unless it only announces them. */
  #callsFound(): readonly DraftCall[] {
    const { found } = this.#calls
    const areElsewhere = found.length === 0 && kindOf(this.#draft.finishReason) === 'calls'
    if (areElsewhere) this.#items = this.#strays.found
    return areElsewhere ? this.#strays.found : found
  }

  #isFound(call: DraftCall): boolean {
    return this.#found?.has(call) ?? (isCall(call) && !this.#calls.isToldTwice(call))
  }

  #take(choice: Fields, isWhole: boolean): void {
    const isFirst = (choice.index ?? 0) === 0
    if (isFirst) {
      this.#began = true
      this.#fault ??= providerMessage({ error: choice.error })
      countUsage(this.#draft, choice.usage)
    }
    // Some servers send the whole message where a delta belongs.
    const delta = choice.delta ?? choice.message
    const reason = endingWord(choice.finish_reason)
    const isEmpty = !isRecord(delta) || !saysAnything(delta)
    // OpenAI names the ending once, in a chunk that says nothing else. Some servers name it with every piece.
    const isLast = isEmpty ? this.#concluded || (this.#spoken && !this.#hasReason) : isWhole
    this.#concluded = isFirst && reason !== '' ? isLast : this.#concluded && isEmpty
    this.#spoken ||= !isEmpty
    if (isRecord(delta)) {
      if (!isFirst) this.#call(this.#strays, entriesIn(delta.tool_calls))
      else if (isWhole || choice.delta === undefined) this.#complete(delta)
      else this.#merge(delta, reason !== '')
    }
    if (isFirst) this.#finish(reason)
  }

  get #hasReason(): boolean {
    return this.#draft.finishReason !== undefined
  }

  #finish(reason: string): void {
    if (reason === '' || this.#fault !== undefined) return
    const draft = this.#draft
    draft.finishReason = stricter(draft.finishReason, reason)
    const kind = kindOf(draft.finishReason)
    // Whatever follows, nothing of it runs.
    if (kind === 'length' || kind === 'refusal' || kind === 'broken') this.#concluded = true
    if (kind === 'calls') this.#order.tell((call) => isCall(call) && isComplete(call))
  }

  #merge(delta: Fields, isLast: boolean): void {
    this.#words.add(delta, isLast)
    for (const field of unreadIn(delta.tool_calls)) this.#draft.unread.add(field)
    const entries = entriesIn(delta.tool_calls)
    if (entries.length > 0) this.#call(this.#calls, entries)
    // The old form is one call, and beside the new one it repeats it.
    else this.#call(this.#calls, oldEntriesIn(delta.function_call))
  }

  #complete(message: Fields): void {
    this.#words.complete(message)
    const { tool_calls: calls, function_call: legacy } = message
    const said = calls ?? { function: legacy }
    for (const { given } of entriesIn(said)) this.#fault ??= this.#meter.take(given)
    if (this.#fault === undefined) this.#calls.complete(said, this.#begin)
  }

  #call(calls: ChatCalls, entries: readonly CallEntry[]): void {
    for (const { given } of entries) this.#fault ??= this.#meter.take(given)
    if (this.#fault !== undefined) return
    if (!calls.take(entries, calls === this.#calls ? this.#begin : this.#count))
      this.#fault ??= 'more arguments came for a call that was complete'
    else if (calls === this.#calls) this.#emitParts()
  }

  readonly #count = (): boolean => {
    this.#fault ??= this.#meter.begin()
    return this.#fault === undefined
  }

  readonly #begin = (): boolean => {
    this.#order.tell((call, place) => isNext(call, place) && isComplete(call))
    return this.#count()
  }

  #emitParts(): void {
    const call = this.#order.next
    if (call === undefined || call.custom || call.value !== undefined) return
    if (isNext(call, this.#calls.list.indexOf(call)))
      this.#parts.emit(call.pieces, call.id, call.name)
  }
}

/** Whether no call can come before it any more: one of a lower number would. */
function isNext({ id, name, index }: DraftCall, place: number): boolean {
  return (id !== '' || name !== '') && (index === undefined || index <= place)
}

function saysAnything({ role: _role, ...fields }: Fields): boolean {
  return holdsAnything(fields)
}
