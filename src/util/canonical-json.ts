import { isPlainObject } from './plain-object.ts'

/** A value of more entries has no text: its getters may make new objects without end. */
const mostEntries = 1_000_000

/** An object or array of which the beginning is written. */
interface Open {
  readonly object: Readonly<Record<string | number, unknown>>
  /** Sorted; an array has none. */
  readonly keys: readonly string[] | undefined
  readonly length: number
  next: number
  comma: '' | ','
}

/**
 * JSON text with the keys of every object sorted, so that equal values have equal texts (in the spirit of RFC 8785,
 * without its rules for numbers: both sides come from the same parser). Undefined for what JSON cannot hold as it is
 * (`undefined`, a BigInt, `NaN`, a symbol, a Map, an instance that does not write itself, a cycle, a gap in an array),
 * or what cannot be read: it equals nothing. A field that is `undefined` is left out. Never throws, however deep the
 * value is.
 */
export function canonicalJson(value: unknown): string | undefined {
  try {
    return write(value)
  } catch {
    // It is not JSON, or a getter of its own threw.
    return undefined
  }
}

/** Without recursion: a model's arguments may nest deeper than the stack. */
function write(value: unknown): string {
  const open: Open[] = []
  let text = begin(value, open)
  let entries = 0
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const { object, keys, length, next } = top
    if (next === length) {
      text += keys === undefined ? ']' : '}'
      open.pop()
      continue
    }
    top.next += 1
    entries += 1
    if (entries > mostEntries) throw notJson(`more than ${mostEntries} entries`)
    const key = keys?.[next]
    const item = object[key ?? next]
    if (key !== undefined && item === undefined) continue
    const name = key === undefined ? '' : `${JSON.stringify(key)}:`
    text += top.comma + name + begin(item, open)
    top.comma = ','
  }
  return text
}

/** The text of a value that has no parts; of any other its first character, and it is open from here on. */
function begin(value: unknown, open: Open[]): string {
  return typeof value === 'object' && value !== null
    ? beginObject(value, open)
    : textOfScalar(value)
}

function textOfScalar(value: unknown): string {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    Number.isFinite(value)
  )
    return JSON.stringify(value)
  throw notJson(typeof value)
}

function beginObject(value: object, open: Open[]): string {
  if (contains(open, value)) throw notJson('a cycle')
  const { toJSON } = value as { toJSON?: unknown }
  const written: unknown = typeof toJSON === 'function' ? toJSON.call(value, '') : value
  // What an invalid date, for one, writes of itself is no less than that there is nothing to write.
  if (written === null) throw notJson('nothing')
  if (typeof written !== 'object') return textOfScalar(written)
  if (Array.isArray(written)) {
    open.push({
      object: written as never,
      keys: undefined,
      length: written.length,
      next: 0,
      comma: '',
    })
    return '['
  }
  if (!isPlainObject(written) || Object.getOwnPropertySymbols(written).length > 0)
    throw notJson('more than its fields')
  const keys = Object.keys(written).sort()
  open.push({ object: written, keys, length: keys.length, next: 0, comma: '' })
  return '{'
}

/**
 * Whether an object is inside itself: looks at one of those around it alone, further in from time to time, which finds
 * a cycle before twice its length has been gone (Brent, "An improved Monte Carlo factorization algorithm", 1980).
 */
function contains(open: readonly Open[], value: object): boolean {
  const depth = 2 ** (31 - Math.clz32(open.length))
  return open[depth - 1]?.object === value
}

function notJson(what: string): TypeError {
  return new TypeError(`JSON does not hold ${what}.`)
}
