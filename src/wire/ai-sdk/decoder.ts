import type { ToolCall } from '../../call/call.ts'
import type { Decoder, Reading, Sink } from '../codec.ts'
import { MessageStream, type EventReader } from '../shared/stream/message-stream.ts'
import { holdsAnything, textOf, type Fields } from '../shared/shape.ts'
import { keyOf, makeBlock, note } from './block.ts'
import { saidByError } from './error.ts'
import {
  addPart,
  type AiSdkDraft,
  callOf,
  type DraftPart,
  isCall,
  isEmptyCall,
  makeDraft,
  noteServed,
  readFinish,
  readUsage,
  isToldAgain,
} from './draft.ts'
import type { AiSdkMessage } from './message.ts'
import { isContent } from './part.ts'
import { finish } from './reading.ts'
import { kindOf } from './stop.ts'

type Stream = MessageStream<DraftPart, AiSdkMessage>

export function aiSdkDecoder(sink: Sink): Decoder<AiSdkMessage> {
  return new MessageStream(sink, (stream: Stream) => new AiSdkParts(stream))
}

/**
 * Reads the parts of a stream (`@ai-sdk/provider`, `LanguageModelV4StreamPart`; versions 2 and 3 are alike here).
 *
 * 1. A call is certain once its `tool-call` part has come and then a part in which the model says something else, or
 *    the finish reason says that the model stopped to call tools. The end of a block says nothing, for a message
 *    that was cut off ends its blocks too; nor does a source, which providers tell last of all.
 * 2. A call that comes again with its id, name and input is one, and so is a start that comes again before anything else.
 * 3. What contradicts the protocol (a delta of a block that is not open, a block opened twice, a second message)
 *    comes from a stream that was spliced or restarted, of which nothing more can be believed.
 */
class AiSdkParts implements EventReader<DraftPart, AiSdkMessage> {
  readonly nothing = 'no part came of a language model’s stream'
  readonly #stream: Stream
  readonly #draft: AiSdkDraft
  /** The open blocks, and the calls that have only begun. */
  readonly #open = new Map<string, DraftPart>()

  constructor(stream: Stream) {
    this.#stream = stream
    this.#draft = makeDraft(stream.sink.isTool)
  }

  readonly items = (): readonly DraftPart[] => this.#draft.parts
  /** What is still a preview at the end never became a call. */
  readonly isCall = (part: DraftPart): boolean =>
    part.preview ? this.#draft.finish === undefined : isCall(this.#draft, part)
  readonly callsOf = (part: DraftPart): ToolCall[] => [callOf(this.#draft, part)]
  readonly finish = (fault?: string): Reading<AiSdkMessage> => finish(this.#draft, { fault })

  take(event: Fields): void {
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
        return this.#stream.fail(saidByError(event.error))
      default:
        if (isContent(event)) this.#take(event)
    }
  }

  #start(): void {
    if (this.#draft.parts.length > 0) this.#stream.fail('a second message began in the stream')
    this.#stream.began = true
  }

  #identify(id: string): void {
    this.#stream.began = true
    const { id: before, parts } = this.#draft
    if (id !== '' && before !== '' && id !== before && parts.length > 0)
      this.#stream.fail('a second message began in the stream')
    this.#draft.id ||= id
  }

  #begin(event: Fields): void {
    const key = keyOf(event)
    const before = this.#open.get(key)
    if (before !== undefined) {
      if (before.pieces.length > 0 && !before.preview) this.#stream.fail('a block began twice')
      return
    }
    this.#moveOn()
    const part = makeBlock(event)
    if (part.preview) this.#stream.beginCall()
    this.#open.set(key, part)
    this.#draft.parts.push(part)
  }

  #extend(event: Fields): void {
    const part = this.#open.get(keyOf(event))
    const delta = textOf(event.delta)
    if (delta === '' && !holdsAnything(event.providerMetadata)) return
    if (part === undefined) return this.#stream.fail('a part came of a block that is not open')
    if (part.preview && !this.#stream.takePiece(delta)) return
    this.#moveOn()
    note(part.fields, event)
    if (delta === '') return
    part.pieces.push(delta)
    const { type, toolCallId, toolName } = part.fields
    if (type === 'text') this.#stream.sink.text?.(delta)
    else if (type === 'reasoning') this.#stream.sink.reasoning?.(delta)
    else this.#stream.tellParts(part, part.pieces, { id: toolCallId, name: toolName })
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
    this.#stream.began = true
    noteServed(this.#draft, event)
    if (event.type !== 'tool-call') {
      this.#moveOn()
      return addPart(this.#draft, event)
    }
    const key = keyOf({ type: 'tool-input', id: event.toolCallId })
    const begun = this.#open.get(key)
    if (isEmptyCall(event) || isToldAgain(this.#draft, event)) return
    this.#moveOn()
    if (begun === undefined) {
      if (this.#stream.beginCall()) addPart(this.#draft, event)
      return
    }
    this.#open.delete(key)
    const { providerExecuted } = begun.fields
    begun.fields = { ...event, ...(providerExecuted === true && { providerExecuted }) }
    begun.open = begun.preview = false
  }

  #finish(event: Fields): void {
    const made = readFinish(this.#draft, event.finishReason)
    readUsage(this.#draft, event.usage)
    this.#stream.said = 'over'
    if (kindOf(made) === 'calls') this.#stream.tell(() => true)
  }

  #moveOn(): void {
    this.#stream.tell(({ preview }) => !preview)
  }
}
