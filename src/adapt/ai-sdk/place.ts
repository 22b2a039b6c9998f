import { canonicalJson } from '../../util/canonical-json.ts'
import { isRecord } from '../../util/is-record.ts'
import { digestOf } from '../../util/platform/sha256.ts'

/** How many of the last messages are looked at: a call, its result, and what was said around them. */
const looksAt = 3

/** The place in its conversation of a message of the model: one object for all calls of it. */
export class Place {
  /**
   * Not the number of the messages before it alone: loops that leave out old messages, and conversations that are gone on with from an
   * earlier point, have several steps of one length.
   */
  readonly id: string
  readonly #length: number
  readonly #last: unknown

  constructor(messages: readonly unknown[]) {
    this.#length = messages.length
    this.#last = messages.at(-1)
    const lastOnes = messages.slice(-looksAt).map(said)
    this.id = `${messages.length}/${digestOf(JSON.stringify(lastOnes))}`
  }

  /** Whether nothing has come to the messages since, or gone. */
  isAfter(messages: readonly unknown[]): boolean {
    return messages.length === this.#length && messages.at(-1) === this.#last
  }
}

/** All calls of a step come with one array, which a loop of one's own may use for the next step, too. */
const places = new WeakMap<readonly unknown[], Place>()

/** The place of the message that answers these. */
export function placeAfter(messages: readonly unknown[]): Place {
  const known = places.get(messages)
  if (known?.isAfter(messages) === true) return known
  const place = new Place(messages)
  places.set(messages, place)
  return place
}

/**
 * What a message says, and not how: that it was stored, and read again, changes nothing of it. Files, reasoning and what is for one
 * provider do not count.
 */
function said(message: unknown): unknown {
  if (!isRecord(message)) return null
  const { role, content } = message
  if (!Array.isArray(content)) return [role, content]
  return [role, ...content.map(saidByPart)]
}

function saidByPart(part: unknown): unknown {
  if (!isRecord(part)) return null
  const { type, text, toolCallId, toolName, input, output } = part
  if (type === 'text') return text
  if (type === 'tool-call') return [toolCallId, toolName, canonicalJson(input)]
  if (type === 'tool-result') return [toolCallId, canonicalJson(output)]
  return null
}
