import { UsageError } from './errors/usage-error.ts'

/**
 * Checks one value. It gives back the value, or a copy of it that is safe to keep.
 *
 * @param name of the option: `limits.crm.burst`.
 * @param whose it is, if that is not plain from the function that was called: ` of tool "edit"`.
 * @throws {UsageError} if it is not what it should be.
 */
export type Check<T> = (value: unknown, name: string, whose: string) => T

/** The longest text that an error repeats. */
const longestText = 80

/** Says what came, short enough for one sentence. Text is in quotes, any other value in backticks. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > longestText ? `${value.slice(0, longestText)}…` : value)
  if (typeof value === 'object' && value !== null) return kindOf(value)
  if (typeof value === 'function') return 'a function'
  return `\`${String(value).slice(0, longestText)}\``
}

function kindOf(value: object): string {
  try {
    if (Array.isArray(value)) return 'an array'
    const [, kind = ''] = /^\[object (\w+)\]$/.exec(Object.prototype.toString.call(value)) ?? []
    return kind === 'Object' || kind === '' ? 'an object' : `a ${kind}`
  } catch {
    // Of a proxy that is revoked nothing is known.
    return 'an object'
  }
}

/** The error of an option that is not what it should be. */
export function refusal(name: string, whose: string, what: string, value: unknown): UsageError {
  return new UsageError(`Expected \`${name}\`${whose} to be ${what}, got ${show(value)}.`)
}

/** A check by a test; `what` passes it, in the words of the error. */
export function valueThat<T>(what: string, passes: (value: unknown) => boolean): Check<T> {
  return (value, name, whose) => {
    if (isSo(passes, value)) return value as T
    throw refusal(name, whose, what, value)
  }
}

/** A proxy that is revoked, or that throws, is nothing of what is asked for. */
function isSo(passes: (value: unknown) => boolean, value: unknown): boolean {
  try {
    return passes(value)
  } catch {
    return false
  }
}

/** A positive whole number, or `Infinity`. */
export const positiveInteger: Check<number> = valueThat(
  'a positive integer',
  (value) => value === Infinity || (isWhole(value) && value > 0),
)

/** A whole number from 1 to `most`. */
export function integerUpTo(most: number): Check<number> {
  return valueThat(
    `a whole number from 1 to ${most}`,
    (value) => isWhole(value) && value > 0 && value <= most,
  )
}

/** A whole number from 0. */
export const wholeNumber: Check<number> = valueThat(
  'a whole number, 0 or more',
  (value) => isWhole(value) && value >= 0,
)

/** Milliseconds, more than 0; `Infinity` is no limit. */
export const duration: Check<number> = valueThat(
  'a number of milliseconds above 0',
  (value) => typeof value === 'number' && value > 0,
)

/** Milliseconds, which may be none; `Infinity` is no limit. */
export const durationOrNone: Check<number> = valueThat(
  'a number of milliseconds, 0 or more',
  (value) => typeof value === 'number' && value >= 0,
)

/** A finite number from 0. */
export const amount: Check<number> = valueThat(
  'a number, 0 or more',
  (value) => isFinite(value) && value >= 0,
)

/** A finite number above 0. */
export const positiveNumber: Check<number> = valueThat(
  'a number above 0',
  (value) => isFinite(value) && value > 0,
)

/** A part of a whole. */
export const portion: Check<number> = valueThat(
  'a number above 0 and at most 1',
  (value) => isFinite(value) && value > 0 && value <= 1,
)

/** Any number, also one that says nothing: `NaN`. */
export const anyNumber: Check<number> = valueThat('a number', (value) => typeof value === 'number')

export const finiteNumber: Check<number> = valueThat('a finite number', isFinite)

export const anyText: Check<string> = valueThat('a string', (value) => typeof value === 'string')

/** Text that names something. */
export const nonEmptyText: Check<string> = valueThat('a non-empty string', isName)

export const trueOrFalse: Check<boolean> = oneOf(true, false)

export const abortSignal: Check<AbortSignal> = valueThat(
  'an AbortSignal',
  (value) => value instanceof AbortSignal,
)

export const anything: Check<unknown> = (value) => value

/** A function, which is not called. */
export function callable<F>(what = 'a function'): Check<F> {
  return valueThat(what, (value) => typeof value === 'function')
}

/** One of a few values. */
export function oneOf<const T extends readonly (string | boolean)[]>(
  ...values: T
): Check<T[number]> {
  const list = values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value)))
  return valueThat(list.join(' or '), (value) => values.includes(value as T[number]))
}

/** An object with these methods, known by them, for it may be of another copy of the package. */
export function having<T>(what: string, ...methods: readonly string[]): Check<T> {
  return valueThat(what, (value) => {
    if (typeof value !== 'object' || value === null) return false
    const methodsOf = value as Readonly<Record<string, unknown>>
    return methods.every((method) => typeof methodsOf[method] === 'function')
  })
}

/**
 * An array, of what its reader checks. It is copied, so that it is read once, and before anything is begun; what cannot be
 * read of it is `undefined` there, like a gap.
 */
export function arrayOf<T>(what: string): Check<readonly T[]> {
  return (value, name, whose) => {
    const length = lengthOf(value)
    if (length === undefined) throw refusal(name, whose, `an array of ${what}`, value)
    const items: T[] = []
    for (let index = 0; index < length; index += 1) items.push(itemAt(value as T[], index) as T)
    return items
  }
}

/** Undefined for what is no array that can be read. */
function lengthOf(value: unknown): number | undefined {
  try {
    return Array.isArray(value) ? value.length : undefined
  } catch {
    return undefined
  }
}

function itemAt<T>(items: readonly T[], index: number): T | undefined {
  try {
    return items[index]
  } catch {
    return undefined
  }
}

/** A plain object, or an instance of a class; not what a slip puts in their place: an array, a promise, a Map. */
export function isOptions(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  try {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) return true
    return /^\[object (Object|Module)\]$/.test(Object.prototype.toString.call(value))
  } catch {
    return true
  }
}

/** Whether it is text that names something. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value)
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value)
}
