import { toJson } from '../../call/content/to-json.ts'
import { isRecord } from '../../util/is-record.ts'

export type Fields = Readonly<Record<string, unknown>>

/** The first of some fields that holds a text that is not empty. */
export function textAt(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return undefined
}

/** The first of some fields that holds a finite number. */
export function numberAt(fields: Fields, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = fields[name]
    if (typeof value === 'number' && Number.isFinite(value)) return value
  }
  return undefined
}

/** A field's object; an empty one if it holds none. */
export function recordAt(fields: Fields, name: string): Fields {
  const value = fields[name]
  return isRecord(value) ? value : {}
}

/** A field's array; an empty one if it holds none. */
export function listAt(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name]
  return Array.isArray(value) ? value : []
}

/** Arguments are often JSON inside a string; anything else stays the text that it is. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"\d\-tfn]/.test(value)) return value
  try {
    return JSON.parse(value) as unknown
  } catch {
    return value
  }
}

/** A result as text: anything else is shown as JSON, as models are shown it. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined ? '' : toJson(value)
}

/**
 * A moment in milliseconds since the epoch: of an ISO 8601 date, or of a number, whose size tells whether it counts
 * seconds, milliseconds, microseconds or nanoseconds.
 */
export function momentOf(value: unknown): number | undefined {
  if (typeof value === 'string' && !/^\d+(\.\d+)?$/.test(value)) {
    const atMs = Date.parse(value)
    return Number.isNaN(atMs) ? undefined : atMs
  }
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const count = Number(value)
  if (!(count > 0)) return undefined
  if (count < 1e11) return count * 1e3
  if (count < 1e14) return count
  return count < 1e17 ? count / 1e3 : count / 1e6
}
