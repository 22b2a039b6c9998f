import type { Reading } from '../../codec.ts'
import { isRecord, textOf } from '../shape.ts'

/** What is said of an answer in which there is nothing. */
const emptyWarning =
  'The message has neither words nor a call, and is taken for an answer. Some models end so when they have the results of their calls: ask again, ' +
  'or tell them to say what they found. If a call stands in its thoughts, the model’s server lacks the parser of tool calls that fits the model.'

/** An answer without a word, a call or anything else is hardly one. */
export function withEmptyWarning<Message>(reading: Reading<Message>): Reading<Message> {
  const { stop, calls, text, messages, warnings = [] } = reading
  if (stop.kind !== 'answer' || calls.length > 0 || isSeen(text)) return reading
  return messages.some((message) => holdsMore(message, 0))
    ? reading
    : { ...reading, warnings: [...warnings, emptyWarning] }
}

/** Fields and types that hold thoughts, or say of a message what it is. */
const thought = /reason|think|thought|signature/i
/** Types of what holds words. */
const wordy = /^(?:message|(?:output_)?text)$/
const label = /^(?:role|type|status|phase|object|model|name)$|id$/i

/** No thought is so deep. */
const deepest = 20

/** Whether a message, or a part of one, has something that is no thought: an image, a file, what the provider ran itself. */
function holdsMore(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isSeen(value)
  if (depth > deepest) return true
  if (Array.isArray(value)) return value.some((one) => holdsMore(one, depth + 1))
  if (!isRecord(value) || value.thought === true) return false
  const type = textOf(value.type)
  if (type !== '' && !wordy.test(type)) return !thought.test(type)
  return Object.entries(value).some(
    ([key, one]) => !label.test(key) && !thought.test(key) && holdsMore(one, depth + 1),
  )
}

function isSeen(text: string): boolean {
  return /\S/.test(text)
}
