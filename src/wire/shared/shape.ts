import { isRecord } from '../../util/is-record.ts'
import { isPlainObject } from '../../util/plain-object.ts'

export { isRecord }

/** An object of which nothing is known but that it is one. */
export type Fields = { readonly [key: string]: unknown }

/** The string, or `''` for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The records of an array; nothing for anything else. */
export function recordsOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** The greater of a count so far and a count that came; what is no count changes nothing. */
export function atLeast(soFar: number, value: unknown): number {
  return typeof value === 'number' && value > soFar ? value : soFar
}

/** Objects and lists that deep within each other are taken for content. */
const deepest = 8

/**
 * Whether a field that came says anything. Servers that are written in languages with zero values send every optional field, be
 * it empty: null, `''`, 0, false, and objects and lists of nothing else.
 */
export function holdsAnything(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value)
  if (depth === deepest) return true
  for (const key in value)
    if (Object.hasOwn(value, key) && holdsAnything((value as Fields)[key], depth + 1)) return true
  return false
}

/** Whether a call's entry is one: it has an id, a name, or arguments that are not empty. */
export function isCallEntry({ id, name }: Fields, given: unknown): boolean {
  if (textOf(id) !== '' || textOf(name) !== '') return true
  if (typeof given === 'string') return !/^\s*(?:\{\s*\}|null)?\s*$/.test(given)
  return holdsAnything(given)
}

function isJsonLike(value: unknown): boolean {
  return !isRecord(value) || isPlainObject(value)
}

/** A record without the fields that say nothing; itself if it has none of them. */
export function filled(record: Fields): Fields {
  const entries = Object.entries(record)
  // What is no JSON, such as a URL, has its content elsewhere.
  const full = entries.filter(([, value]) => holdsAnything(value) || !isJsonLike(value))
  return full.length === entries.length ? record : Object.fromEntries(full)
}
