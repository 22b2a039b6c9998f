import { redactError } from '../../util/error-length.ts'
import { errorText } from '../../util/error-text.ts'
import { opaqueNote } from './opaque.ts'

/** Deeper values are cut off with a note: no model reads that far, and recursion would overflow. */
const deepest = 200

/**
 * Writes any value as JSON text, and never throws. What JSON cannot hold has a defined form:
 *
 * - `undefined` (at the top), a function, a symbol: `null`; inside an object they are left out, as JSON does.
 * - a BigInt: its digits as a string. `NaN`, `Infinity`: `null`, as JSON does.
 * - a cycle: `"[circular]"`.
 * - a Map: an object (or entries, if a key is no string); a Set: an array.
 * - a Buffer, typed array or ArrayBuffer: `{ "base64": "…" }`.
 * - an Error: `{ "name", "message" }`, without its stack.
 * - a `Response`, a stream, an instance without enumerable data: a text that says so, and what to return instead.
 * - a `toJSON` or getter that throws: `"[unreadable: …]"`.
 */
export function toJson(value: unknown): string {
  try {
    const json = isPlainWithin(value, 64) ? stringify(value) : undefined
    if (json !== undefined) return json
  } catch {
    // A getter threw, perhaps only when it was read again: the careful way says so in its place.
  }
  try {
    return stringify(toPlain(value, [])) ?? 'null'
  } catch (error) {
    // No string has room for it.
    return JSON.stringify(unreadable(error))
  }
}

const stringify = JSON.stringify as (value: unknown) => string | undefined

/** Whether JSON.stringify alone does right; it is several times faster than the careful way. */

function isPlainWithin(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return true
    case 'object':
      if (value === null) return true
      // A cycle has no end: it is found by its depth.
      if (depth === 0) return false
      if (Array.isArray(value)) return value.every((item) => isPlainWithin(item, depth - 1))
      if (!hasPlainPrototype(value) || 'toJSON' in value) return false
      for (const key in value) {
        const item = (value as Record<string, unknown>)[key]
        if (item !== undefined && !isPlainWithin(item, depth - 1)) return false
      }
      return true
    default:
      return false
  }
}

function hasPlainPrototype(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function toPlain(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value === 'bigint') return value.toString()
  // A function may have a `toJSON`, too, which nobody is to call.
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (ancestors.includes(value)) return '[circular]'
  if (ancestors.length === deepest) return '[too deep]'
  try {
    return objectToPlain(value, [...ancestors, value])
  } catch (error) {
    return unreadable(error)
  }
}

function unreadable(error: unknown): string {
  return `[unreadable: ${redactError(errorText(error))}]`
}

function objectToPlain(value: object, ancestors: readonly object[]): unknown {
  const inside = (item: unknown): unknown => toPlain(item, ancestors)
  // A subclass may have a `map` of its own.
  if (Array.isArray(value))
    return Array.from({ length: value.length }, (_, index) => inside(value[index]))
  if (value instanceof Error)
    return { name: String(value.name), message: redactError(String(value.message)) }
  if (value instanceof Map) return mapToPlain(value, inside)
  if (value instanceof Set) return [...value].map(inside)
  if (value instanceof ArrayBuffer) return { base64: Buffer.from(value).toString('base64') }
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    return { base64: bytes.toString('base64') }
  }
  if (isBoxed(value)) return inside(value.valueOf())
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return inside(toJSON.call(value) as unknown)
  const note = opaqueNote(value)
  if (note !== undefined) return note
  return entriesToPlain(Object.keys(value), (key) =>
    inside((value as Record<string, unknown>)[key]),
  )
}

function mapToPlain(map: Map<unknown, unknown>, inside: (item: unknown) => unknown): unknown {
  const keys = [...map.keys()]
  if (keys.every((key) => typeof key === 'string'))
    return entriesToPlain(keys, (key) => inside(map.get(key)))
  return [...map].map(([key, item]) => [inside(key), inside(item)])
}

/** `Object.fromEntries` defines its keys, so that one named `__proto__` is data. */
function entriesToPlain(
  keys: readonly string[],
  read: (key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, read(key)]))
}

function isBoxed(value: object): boolean {
  return [String, Number, Boolean, BigInt].some((box) => value instanceof box)
}
