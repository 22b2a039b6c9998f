import { redact } from '../util/redact.ts'

/** Deeper values are cut off with a note: no model reads that far, and recursion would overflow. */
const deepest = 200

/**
 * Writes any value as JSON text. What JSON cannot hold has a defined form:
 *
 * - `undefined` (at the top), a function, a symbol: `null`; inside an object they are left out, as JSON does.
 * - a BigInt: its digits as a string. `NaN`, `Infinity`: `null`, as JSON does.
 * - a cycle: `"[circular]"`.
 * - a Map: an object (or entries, if a key is no string); a Set: an array.
 * - a Buffer, typed array or ArrayBuffer: `{ "base64": "…" }`.
 * - an Error: `{ "name", "message" }`, without its stack.
 * - a `toJSON` or getter that throws: `"[unreadable: …]"`.
 */
export function toJson(value: unknown): string {
  if (isPlain(value)) return JSON.stringify(value)
  return JSON.stringify(toPlain(value, [])) ?? 'null'
}

/** Whether JSON.stringify alone does right; it is several times faster than the careful way. */
function isPlain(value: unknown): boolean {
  try {
    return isPlainWithin(value, 64)
  } catch {
    // A getter threw: the careful way says so in its place.
    return false
  }
}

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
  if (typeof value !== 'object' || value === null) return value
  if (ancestors.includes(value)) return '[circular]'
  if (ancestors.length === deepest) return '[too deep]'
  try {
    return objectToPlain(value, [...ancestors, value])
  } catch (error) {
    return `[unreadable: ${redact(error instanceof Error ? error.message : String(error))}]`
  }
}

function objectToPlain(value: object, ancestors: readonly object[]): unknown {
  const inside = (item: unknown): unknown => toPlain(item, ancestors)
  if (Array.isArray(value)) return value.map(inside)
  if (value instanceof Error) return { name: value.name, message: redact(value.message) }
  if (value instanceof Map) return mapToPlain(value, inside)
  if (value instanceof Set) return [...value].map(inside)
  if (value instanceof ArrayBuffer) return { base64: Buffer.from(value).toString('base64') }
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    return { base64: bytes.toString('base64') }
  }
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return inside(toJSON.call(value) as unknown)
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
