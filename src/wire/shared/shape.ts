import { isRecord } from '../../util/is-record.ts'

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
