import { canonicalJson } from '../../util/canonical-json.ts'
import { isRecord } from '../../util/is-record.ts'
import { digestOf } from '../../util/platform/sha256.ts'

/** How many of the last messages are looked at: a call, its result, and what was said around them. */
const looksAt = 3

/** All calls of a step come with one array. */
const places = new WeakMap<readonly unknown[], string>()

/**
 * The place in its conversation of the message that answers these. Not their number alone: loops that leave out old messages, and
 * conversations that are gone on with from an earlier point, have several steps of one length.
 */
export function placeOf(messages: readonly unknown[]): string {
  const known = places.get(messages)
  if (known !== undefined) return known
  const place = `${messages.length}/${digestOf(JSON.stringify(messages.slice(-looksAt).map(said)))}`
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
