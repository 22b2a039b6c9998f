import { faultError } from './fault.ts'
import { errorText } from '../util/error-text.ts'
import { fromBase64, toBase64 } from '../util/platform/bytes.ts'
import { sameJson } from '../util/same-json.ts'

/** Stands for bytes, which some providers have in their messages, and JSON has not. */
const bytesMark = '$bytes'
/** Stands for a `URL`, which the AI SDK has in its messages beside a media type, where a text is base64. */
const urlMark = '$url'
/** Stands for an object that has one of these marks as a name of its own. */
const plainMark = '$plain'
const marks = [bytesMark, urlMark, plainMark]

/**
 * A value as JSON text, bytes included.
 *
 * @throws {FanfoldError} `journal_record`, if JSON cannot hold it: a cycle, a BigInt.
 */
export function toText(what: string, value: unknown): string {
  try {
    const text = JSON.stringify(value) ?? 'null'
    return mayNeedPacking(text) ? (JSON.stringify(value, pack) ?? 'null') : text
  } catch (cause) {
    const why = errorText(cause)
    const message = `Expected ${what} to be plain JSON, which the journal can keep: ${why}`
    throw faultError({ code: 'journal_record', message }, cause)
  }
}

/** Whether two values are kept as the same: as JSON, whatever the order of their keys, bytes included. Never throws. */
export function isKeptTheSame(one: unknown, other: unknown): boolean {
  if (sameJson(one, other)) return true
  try {
    const [text, otherText] = [toText('one', one), toText('the other', other)]
    // Of texts that are too long for `sameJson` only those are the same that are so to the letter.
    return text === otherText || sameJson(JSON.parse(text), JSON.parse(otherText))
  } catch {
    return false
  }
}

/**
 * The value of such a text.
 *
 * @throws {FanfoldError} `journal_corrupt`, if it is not JSON.
 */
export function fromText(where: string, text: string): unknown {
  try {
    // A reviver costs several times the parsing, and few texts need it.
    return text.includes('"$') ? JSON.parse(text, unpack) : JSON.parse(text)
  } catch (cause) {
    const message = `The journal ${where} is damaged: it holds a record that is not JSON. Restore it from a copy.`
    throw faultError({ code: 'journal_corrupt', message }, cause)
  }
}

/** A replacer costs several times the writing, and few values need it: those with our marks, or with bytes, however these come out. */
function mayNeedPacking(text: string): boolean {
  return (
    text.includes('"$') ||
    text.includes('{}') ||
    text.includes('{"0":') ||
    text.includes('"type":"Buffer"') ||
    text.includes('"mediaType"')
  )
}

/** Called on the object that has the value: a Buffer and a URL have been turned into something else by their own `toJSON`. */
function pack(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key]
  if (original instanceof URL) return { [urlMark]: original.href }
  if (typeof value !== 'object' || value === null) return value
  if (original instanceof Uint8Array) return { [bytesMark]: toBase64(original) }
  return marks.some((mark) => Object.hasOwn(value, mark))
    ? { [plainMark]: Object.entries(value) }
    : value
}

function unpack(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Record<string, unknown>
  const { [bytesMark]: bytes, [urlMark]: url, [plainMark]: entries } = fields
  if (typeof bytes === 'string') return fromBase64(bytes)
  if (typeof url === 'string' && URL.canParse(url)) return new URL(url)
  if (Array.isArray(entries)) return Object.fromEntries(entries as [string, unknown][])
  return value
}
