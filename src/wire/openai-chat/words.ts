import type { Sink } from '../codec.ts'
import { mergeField } from '../shared/merge-field.ts'
import { holdsAnything, isRecord, recordsOf, textOf, type Fields } from '../shared/shape.ts'
import { addContent, spokenIn } from './content.ts'
import type { ChatDraft } from './draft.ts'
import { saysAgain } from '../shared/stream/said-again.ts'

/** What is read by name, or is no part of a message. */
const named: ReadonlySet<string> = new Set([
  'role',
  'content',
  'refusal',
  'tool_calls',
  'function_call',
])
/** The strings of a delta that are parts of the message; others label the delta, such as Groq's `channel`. */
const spoken = /(?:content|text|reasoning|thinking|thoughts?|signature|data|id)$/

/** The words of a streamed message, and the fields that come with them. */
export class ChatWords {
  readonly #draft: ChatDraft
  readonly #sink: Sink
  /** All thoughts so far, of a server that tells them from the start each time. */
  #thoughts = ''

  constructor(draft: ChatDraft, sink: Sink) {
    this.#draft = draft
    this.#sink = sink
  }

  /** Takes a delta's. `isLast`: the message ends with it; some servers say in it once more all that they have said. */
  add(delta: Fields, isLast = false): void {
    const { content, refusal } = delta
    const isAgain =
      isLast && content === this.#draft.content && saysAgain(textOf(content), textOf(content))
    if (content !== null && content !== undefined && !isAgain) this.#speak(content)
    this.#draft.refusal += textOf(refusal)
    for (const key in delta) if (!named.has(key)) this.#field(key, delta[key])
    this.#think(delta)
  }

  /** Takes from the whole message, which a server may send after its pieces, what the pieces did not say. */
  complete(message: Fields): void {
    const { others, content } = this.#draft
    const before = spokenIn(content).text
    const whole = spokenIn(message.content).text
    if (content === undefined || content === '') this.add({ content: message.content })
    else if (whole.startsWith(before)) this.#speak(whole.slice(before.length))
    this.#draft.refusal ||= textOf(message.refusal)
    const isNew = this.#thoughts === ''
    for (const key in message)
      if (!named.has(key) && !Object.hasOwn(others, key)) this.#field(key, message[key])
    if (isNew) this.#think(message)
  }

  #speak(content: unknown): void {
    if (content === '') {
      this.#draft.content ??= ''
      return
    }
    this.#draft.content = addContent(this.#draft.content, content)
    const { text, reasoning } = spokenIn(content)
    if (reasoning !== '') this.#sink.reasoning?.(reasoning)
    if (text !== '') this.#sink.text?.(text)
  }

  #field(key: string, value: unknown): void {
    const { others } = this.#draft
    if (typeof value === 'string' ? !spoken.test(key) : !isFull(value)) return
    const before = others[key]
    // MiniMax tells its thoughts from the start with every delta.
    if (isLonger(before, value)) delete others[key]
    mergeField(others, key, value)
  }

  #think(delta: Fields): void {
    const thought =
      textOf(delta.reasoning_content) ||
      textOf(delta.reasoning) ||
      detailsOf(delta.reasoning_details)
    if (thought === '') return
    const isAgain = isLonger(this.#thoughts, thought)
    const added = isAgain ? thought.slice(this.#thoughts.length) : thought
    this.#thoughts += added
    if (added !== '') this.#sink.reasoning?.(added)
  }
}

function isFull(value: unknown): boolean {
  return typeof value === 'object' && holdsAnything(value)
}

/** Whether a text is another with something added. */
function isLonger(before: unknown, now: unknown): boolean {
  if (typeof before === 'string' && typeof now === 'string') return saysAgain(before, now)
  if (!Array.isArray(before) || !Array.isArray(now) || before.length === 0) return false
  return before.length <= now.length && before.every((item, at) => isLongerDetail(item, now[at]))
}

function isLongerDetail(before: unknown, now: unknown): boolean {
  if (!isRecord(before) || !isRecord(now) || before.type !== now.type) return false
  const { text = before.summary } = before
  return isLonger(text, now.text ?? now.summary)
}

function detailsOf(details: unknown): string {
  return recordsOf(details)
    .map(({ text, summary }) => textOf(text) || textOf(summary))
    .join('')
}
