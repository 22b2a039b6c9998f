/** A number of more digits than a double surely holds, or with an exponent beyond it, somewhere in a text. */
const risky: RegExp = /\d{16}|\d[eE]\+?\d{3}/

/** Stands for a number until its place is known. */
class Digits {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A JSON value, with the places of numbers in it that a double cannot hold. */
export interface ExactJson {
  readonly value: unknown
  /** JSON pointers (RFC 6901) of numbers that are text now, digit by digit as they came. */
  readonly digits: readonly string[]
}

const none: readonly string[] = []

/**
 * Parses JSON. A whole number that a double would change, or a number beyond its range, becomes the text of its digits.
 *
 * @throws {SyntaxError} if the text is not JSON.
 */
export function parseExact(text: string): ExactJson {
  if (!risky.test(text)) return { value: JSON.parse(text), digits: none }
  const parse = JSON.parse as (
    text: string,
    revive: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
  ) => unknown
  const value = parse(text, (_, part, context) => {
    if (typeof part !== 'number') return part
    const source = context?.source ?? String(part)
    return isHeld(part, source) ? part : new Digits(source)
  })
  const digits: string[] = []
  return { value: spelledOut(value, '', digits), digits }
}

/** Whether a double is the number that its text says; fractions are as near as doubles are. */
function isHeld(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false
  if (Number.isSafeInteger(value) || !/^-?\d+$/.test(source)) return true
  return BigInt(source) === BigInt(value)
}

/** Changes the parsed value, which is our own. */
function spelledOut(value: unknown, pointer: string, digits: string[]): unknown {
  if (value instanceof Digits) {
    digits.push(pointer)
    return value.text
  }
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Record<string, unknown>
  for (const key of Object.keys(fields)) {
    const before = fields[key]
    const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const after = spelledOut(before, place, digits)
    // It is there already, so that not even `__proto__` sets the prototype.
    if (after !== before) Object.defineProperty(fields, key, { value: after })
  }
  return value
}

/** The smallest number that is written with an exponent. */
const longestWhole = 1e21

/** Whether a number that others have parsed may have been another: a double holds only some of its neighbours, or none. */
export function isDoubtful(value: number): boolean {
  if (!Number.isFinite(value)) return true
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < longestWhole
}
