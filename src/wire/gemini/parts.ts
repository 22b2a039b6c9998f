import type { Sink } from '../codec.ts'
import { CallMeter } from '../shared/stream/call-meter.ts'
import {
  filled,
  holdsAnything,
  isCallEntry,
  isRecord,
  recordsOf,
  textOf,
  type Fields,
} from '../shared/shape.ts'
import { callKey } from '../shared/call-key.ts'
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
  /** The calls that came whole. */
  readonly #known = new Set<string>()

  /** `joining`: whether the parts are pieces of a stream. */
  constructor(sink: Sink, joining: boolean) {
    this.#sink = sink
    this.#joining = joining
  }

  /** @returns what is wrong with the part, if nothing more can be believed. */
  take(came: Fields): string | undefined {
    const { functionCall: said, text } = came
    const isEnd = this.isOpen && isRecord(said) && !holdsAnything(said) && textOf(text) === ''
    const part = isEnd ? came : meant(came)
    if (isRecord(part.functionCall)) return this.#takeCall(this.#apart(part), part.functionCall)
    if (typeof part.text === 'string') this.#speak(part, part.text)
    else if (Object.keys(part).length > 0) this.list.push({ fields: part })
    return undefined
  }

  /** A call's part without words beside it, which are said before it: Gemini takes no part back that is both. */
  #apart(part: Fields): Fields {
    const { text, thought, ...others } = part
    if (textOf(text) === '') return part
    this.#speak({ text, ...(thought === true && { thought }) }, textOf(text))
    return others
  }

  /** Whether a call is not complete. */
  get isOpen(): boolean {
    return this.#open !== undefined
  }

  /** Whether a part is a call that has come before, with the same id, name and arguments. */
  isKnown({ functionCall: said }: Fields): boolean {
    const key = isRecord(said) ? callKey(said.id, said.name, said.args) : undefined
    return key !== undefined && this.#known.has(key)
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
      if (!isCallEntry(said, said.args))
        return hasPieces(said) ? 'a part came of a call that never began' : undefined
      const tooMany = this.#meter.begin()
      if (tooMany !== undefined) return tooMany
      draft = { fields: part, call: makeCall(), later: {} }
      this.list.push(draft)
    } else {
      const { functionCall: _, ...others } = part
      Object.assign(draft.later as object, filled(others))
    }
    for (const { stringValue } of recordsOf(said.partialArgs)) {
      const fault = this.#meter.take(stringValue)
      if (fault !== undefined) return fault
    }
    const call = draft.call as DraftCall
    extendCall(call, said)
    this.#open = call.open ? draft : undefined
    const key = call.open || call.partial ? undefined : callKey(call.id, call.name, call.args)
    if (key !== undefined) this.#known.add(key)
    return undefined
  }
}

/** A part with a name begins a call, unless it names the open one again by its id. */
function begins(open: DraftCall, said: Fields): boolean {
  if (textOf(said.name) === '') return false
  return open.id === '' || said.id !== open.id || said.name !== open.name
}

/** What may stand beside the one thing that a part is. */
const beside: ReadonlySet<string> = new Set([
  'thought',
  'thoughtSignature',
  'partMetadata',
  'videoMetadata',
  'mediaResolution',
])

/** A part without the fields that say nothing; itself if it has none of them. Empty text is a part if nothing else is. */
function meant(part: Fields): Fields {
  const keys = Object.keys(part)
  const full = keys.filter((key) => key === 'thought' || holdsAnything(part[key]))
  if (full.length === keys.length) return part
  const isText = part.text === '' && full.every((key) => beside.has(key))
  const kept = isText ? ['text', ...full] : full
  return kept.length === keys.length
    ? part
    : Object.fromEntries(kept.map((key) => [key, part[key]]))
}

function hasPieces({ partialArgs }: Fields): boolean {
  return Array.isArray(partialArgs) && partialArgs.length > 0
}
