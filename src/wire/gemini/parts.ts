import type { Sink } from '../codec.ts'
import { CallMeter } from '../shared/call-meter.ts'
import { isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { type DraftCall, extendCall, makeCall } from './call.ts'

/** A part of the content that is being read. */
export interface DraftPart {
  /** As it first came; never changed. */
  readonly fields: Fields
  /** Plain text, in pieces that are joined only at the end. */
  readonly texts?: string[]
  readonly call?: DraftCall
  /** Fields that came with later pieces of the call. */
  readonly later?: Record<string, unknown>
}

/** What plain text, which may be joined to the text before it, has at most. A signature belongs to its own part. */
const plain: ReadonlySet<string> = new Set(['text', 'thought'])

/**
 * The parts of a content, put together from those of its chunks.
 *
 * - Plain text is joined to the plain text before it, thoughts to thoughts. Empty text without a signature is left
 *   out: Gemini refuses it when it comes back.
 * - A function call comes whole; or its name comes first, its arguments follow by path in parts without a name, and
 *   the first part that does not say `willContinue` ends it.
 */
export class GeminiParts {
  readonly list: DraftPart[] = []
  readonly #sink: Sink
  readonly #joining: boolean
  readonly #meter = new CallMeter()
  #open: DraftPart | undefined

  /** `joining`: whether the parts are pieces of a stream. */
  constructor(sink: Sink, joining: boolean) {
    this.#sink = sink
    this.#joining = joining
  }

  /** @returns what is wrong with the part, if nothing more can be believed. */
  take(part: Fields): string | undefined {
    if (isRecord(part.functionCall)) return this.#takeCall(part, part.functionCall)
    if (typeof part.text === 'string') this.#speak(part, part.text)
    else this.list.push({ fields: part })
    return undefined
  }

  /** Whether the model has moved on from a part: it is not the last that came, and nothing more belongs to it. */
  isCertain(place: number): boolean {
    return place < this.list.length - 1 && this.list[place] !== this.#open
  }

  #speak(part: Fields, text: string): void {
    const thought = part.thought === true
    if (text !== '' && thought) this.#sink.reasoning?.(text)
    else if (text !== '') this.#sink.text?.(text)
    const isPlain = Object.keys(part).every((key) => plain.has(key))
    if (!isPlain) this.list.push({ fields: part })
    else if (text !== '') {
      const before = this.list.at(-1)
      if (this.#joining && before?.texts && (before.fields.thought === true) === thought)
        before.texts.push(text)
      else this.list.push({ fields: part, texts: [text] })
    }
  }

  #takeCall(part: Fields, said: Fields): string | undefined {
    let draft = this.#open
    if (draft?.call === undefined || begins(draft.call, said)) {
      if (!isCall(said))
        return hasPieces(said) ? 'a part came of a call that never began' : undefined
      const tooMany = this.#meter.begin()
      if (tooMany !== undefined) return tooMany
      draft = { fields: part, call: makeCall(), later: {} }
      this.list.push(draft)
    } else {
      const { functionCall: _, ...others } = part
      Object.assign(draft.later as object, others)
    }
    for (const { stringValue } of recordsOf(said.partialArgs)) {
      const fault = this.#meter.take(stringValue)
      if (fault !== undefined) return fault
    }
    const call = draft.call as DraftCall
    extendCall(call, said)
    this.#open = call.open ? draft : undefined
    return undefined
  }
}

/** A part with a name begins a call, unless it names the open one again by its id. */
function begins(open: DraftCall, said: Fields): boolean {
  if (textOf(said.name) === '') return false
  return open.id === '' || said.id !== open.id || said.name !== open.name
}

/** The end of a call that has ended already, `{}`, is no end. */
function isCall({ name, id, args }: Fields): boolean {
  return textOf(name) !== '' || textOf(id) !== '' || isRecord(args)
}

function hasPieces({ partialArgs }: Fields): boolean {
  return Array.isArray(partialArgs) && partialArgs.length > 0
}
