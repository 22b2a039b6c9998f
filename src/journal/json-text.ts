import { faultError } from './fault.ts'
import { errorText } from '../util/error-text.ts'
import { fromBase64, toBase64 } from '../util/platform/bytes.ts'

/** Stands for bytes, which some providers have in their messages, and JSON has not. */
const bytesMark = '$bytes'
/** Stands for an object that has one of these marks as a name of its own. */
const plainMark = '$plain'

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
    text.includes('"type":"Buffer"')
  )
}

/** Called on the object that has the value: a Buffer has been turned into something else by its own `toJSON`. */
function pack(this: unknown, key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const original = (this as Record<string, unknown>)[key]
  if (original instanceof Uint8Array) return { [bytesMark]: toBase64(original) }
  if (Object.hasOwn(value, bytesMark) || Object.hasOwn(value, plainMark))
    return { [plainMark]: Object.entries(value) }
  return value
}

function unpack(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { [bytesMark]: bytes, [plainMark]: entries } = value as Record<string, unknown>
  if (typeof bytes === 'string') return fromBase64(bytes)
  if (Array.isArray(entries)) return Object.fromEntries(entries as [string, unknown][])
  return value
}
