import { isPlainObject } from '../../util/plain-object.ts'
import type { OpaqueWatch } from './opaque.ts'
import { toPlain, unreadable } from './to-plain.ts'

/** Deeper values, and those with more entries, are written the careful way. */
const deepest = 64
const mostEntries = 10_000_000

/**
 * Writes any value as JSON text, and never throws. What JSON cannot hold has a defined form:
 *
 * - `undefined` (at the top), a function, a symbol: `null`; inside an object they are left out, as JSON does.
 * - a BigInt: its digits as a string. `NaN`, `Infinity`: `null`, as JSON does.
 * - a cycle: `"[circular]"`.
 * - a Map: an object (or entries, if a key is no string); a Set: an array.
 * - an array that is nearly all gaps: an object of its entries.
 * - a Buffer, typed array or ArrayBuffer: `{ "base64": "…" }`.
 * - an Error: `{ "name", "message" }`, without its stack.
 * - a `Response`, a stream, an instance without enumerable data: a text that says so, and what to return instead.
 * - a `toJSON` or getter that throws: `"[unreadable: …]"`.
 *
 * @param watch is told of what is shown as such a text, and catches what a promise among that rejects with.
 */
export function toJson(value: unknown, watch?: OpaqueWatch): string {
  try {
    const json = isPlain(value) ? stringify(value) : undefined
    if (json !== undefined) return json
  } catch {
    // A getter threw, perhaps only when it was read again: the careful way says so in its place.
  }
  try {
    return stringify(toPlain(value, watch)) ?? 'null'
  } catch (error) {
    // No string has room for it.
    return JSON.stringify(unreadable(error))
  }
}

const stringify = JSON.stringify as (value: unknown) => string | undefined

/** How many entries a look at a value has met. */
interface Look {
  entries: number
}

/** Whether JSON.stringify alone does right; it is several times faster than the careful way. */
function isPlain(value: unknown, depth = deepest, look?: Look): boolean {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return true
    case 'object':
      return value === null || isPlainWithin(value, depth, look ?? { entries: 0 })
    default:
      return false
  }
}

function isPlainWithin(value: object, depth: number, look: Look): boolean {
  // A cycle has no end: it is found by its depth. What is shared again and again may be without end in breadth.
  if (depth === 0 || look.entries > mostEntries) return false
  return Array.isArray(value)
    ? isPlainArray(value, depth - 1, look)
    : isPlainRecord(value, depth - 1, look)
}

function isPlainArray(items: readonly unknown[], depth: number, look: Look): boolean {
  for (let index = 0; index < items.length; index += 1) {
    look.entries += 1
    if (!isPlain(items[index], depth, look)) return false
  }
  return true
}

function isPlainRecord(value: object, depth: number, look: Look): boolean {
  if (!isPlainObject(value) || 'toJSON' in value) return false
  for (const key in value) {
    look.entries += 1
    const item = value[key]
    if (item !== undefined && !isPlain(item, depth, look)) return false
  }
  return true
}
