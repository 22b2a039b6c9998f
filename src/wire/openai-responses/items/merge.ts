import { readArguments } from '../../shared/arguments/arguments.ts'
import { holdsAnything, isCallEntry, recordsOf, textOf, type Fields } from '../../shared/shape.ts'
import { sameJson } from '../../../util/same-json.ts'
import { type DraftItem, inputKey, isCallType, isCustom, saidOf, wordsOf } from './draft-item.ts'

/**
 * The fields of an item that a later event tells again: those of the event, but for what it leaves out or leaves empty, or tells only
 * the beginning of. Gateways end items, and responses, with less than their pieces said. The event's own fields where nothing is missing.
 *
 * Undefined if the two are of calls with different arguments.
 */
export function merged(item: DraftItem, later: Fields): Fields | undefined {
  const fields = completed(item.fields, later)
  if (later.type === 'message') return withWords(fields, wordsOf(item))
  if (!isCallType(later)) return fields
  const key = inputKey(later)
  const said = fuller(saidOf(item), fields[key], isCustom(later))
  if (said === undefined) return undefined
  return said.value === fields[key] ? fields : { ...fields, [key]: said.value }
}

/** What is looked at by itself, and the status, which tells of its own moment only. */
const others: ReadonlySet<string> = new Set(['status', 'arguments', 'input', 'content'])

function completed(before: Fields, later: Fields): Fields {
  if (before === later) return later
  const missing = Object.entries(before).filter(
    ([key, value]) => !others.has(key) && holdsAnything(value) && !holdsAnything(later[key]),
  )
  return missing.length === 0 ? later : { ...later, ...Object.fromEntries(missing) }
}

/**
 * Of two versions of arguments the one that can be read and is not empty; of two that cannot, the one that goes on where the other
 * stops, or the later. Undefined if both can, and contradict each other.
 *
 * @param isPlain whether they are plain text, and not JSON.
 */
export function fuller(
  before: unknown,
  later: unknown,
  isPlain = false,
): { readonly value: unknown } | undefined {
  if (before === later || isEmpty(before, isPlain)) return { value: later ?? before }
  if (isEmpty(later, isPlain)) return { value: before }
  if (isPlain) {
    const longer = longest(before, later)
    return longer === undefined ? undefined : { value: longer }
  }
  const [one, other] = [readArguments(before), readArguments(later)]
  const isOne = one.invalid === undefined
  if (isOne !== (other.invalid === undefined)) return { value: isOne ? before : later }
  if (isOne) return sameJson(one.input, other.input) ? { value: later } : undefined
  return { value: longest(before, later) ?? later }
}

/** The text that goes on where the other stops. */
function longest(before: unknown, later: unknown): string | undefined {
  if (typeof before !== 'string' || typeof later !== 'string') return undefined
  if (later.startsWith(before)) return later
  return before.startsWith(later) ? before : undefined
}

/** Of JSON the texts `{}` and `null` are empty, too. */
function isEmpty(said: unknown, isPlain: boolean): boolean {
  return isPlain ? !holdsAnything(said) : !isCallEntry({}, said)
}

/** A message with words of which it has only the beginning, or none. Words that differ are those that came last. */
function withWords(fields: Fields, words: string): Fields {
  const content = recordsOf(fields.content)
  const own = content.map(({ text }) => textOf(text)).join('')
  if (own.length >= words.length || !words.startsWith(own)) return fields
  const last = content.findLastIndex(({ text }) => typeof text === 'string')
  const rest = words.slice(own.length)
  if (last < 0) return { ...fields, content: [textPart(rest), ...content] }
  const whole = content.map((part, at) =>
    at === last ? { ...part, text: textOf(part.text) + rest } : part,
  )
  return { ...fields, content: whole }
}

/** Words as a part of a message. */
export function textPart(text: string): Fields {
  return { type: 'output_text', text, annotations: [] }
}
