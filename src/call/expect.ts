import { UsageError } from './error.ts'

/** Says what came, short enough for one sentence. */
export function show(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object'
  if (typeof value === 'function') return 'a function'
  return String(value)
}

/** A positive whole number, or `Infinity`. */
export function expectPositive(option: string, value: unknown): void {
  if (value === undefined || value === Infinity) return
  if (Number.isInteger(value) && (value as number) > 0) return
  throw new UsageError(`Expected \`${option}\` to be a positive integer, got ${show(value)}.`)
}

/** A whole number from 0. */
export function expectCount(option: string, value: unknown): void {
  if (value === undefined || (Number.isInteger(value) && (value as number) >= 0)) return
  throw new UsageError(
    `Expected \`${option}\` to be a whole number, 0 or more, got ${show(value)}.`,
  )
}

/** Milliseconds, more than 0; `Infinity` is no limit. */
export function expectDuration(option: string, value: unknown): void {
  if (value === undefined || (typeof value === 'number' && value > 0)) return
  throw new UsageError(
    `Expected \`${option}\` to be a number of milliseconds above 0, got ${show(value)}.`,
  )
}

/** One of a few words. */
export function expectOneOf(option: string, words: readonly string[], value: unknown): void {
  if (value === undefined || words.includes(value as string)) return
  const list = words.map((word) => `'${word}'`).join(' or ')
  throw new UsageError(`Expected \`${option}\` to be ${list}, got ${show(value)}.`)
}

/** An AbortSignal. */
export function expectSignal(option: string, value: unknown): void {
  if (value === undefined || value instanceof AbortSignal) return
  throw new UsageError(`Expected \`${option}\` to be an AbortSignal, got ${show(value)}.`)
}
