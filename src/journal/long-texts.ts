import { fromText, toText } from './json-text.ts'

/** Shorter texts take the loop less time than it takes to look for them. */
const shortest = 2 ** 16
/** Large values that are made of many small ones are left as they are. */
const mostLooked = 500

/** Stands for a text in an object's place; JSON writes its name as no object of a caller's is likely to be written. */
const markName = '\u0000text'
const markStart = `{"\\u0000text":`
const marks = /\{"\\u0000text":(\d+)\}/g

/**
 * A value as JSON text, of which long texts are left out, with a mark for each: they are added to `texts`. To write a text of a
 * hundred megabytes as JSON, or to read it, takes long, and so is for another thread to do.
 *
 * @throws {FanfoldError} `journal_record`, as {@link toText}.
 */
export function toMarkedText(what: string, value: unknown, texts: string[]): string {
  const lifted: string[] = []
  let rest: unknown
  try {
    if (hasLong(value, { left: mostLooked })) rest = lift(value, lifted, { left: mostLooked })
  } catch {
    // It throws when it is read, which toText says in its own words.
    lifted.length = 0
  }
  if (lifted.length === 0) return toText(what, value)
  const text = toText(what, rest)
  // A mark in the caller's own text is not one of ours.
  if (text.split(markStart).length - 1 !== lifted.length) return toText(what, value)
  for (const each of lifted) texts.push(each)
  return text
}

/** Such a text with its long texts back in it. */
export function unmarked(text: string, next: () => string): string {
  return text.replace(marks, () => JSON.stringify(next()))
}

/**
 * The value of such a text.
 *
 * @throws {FanfoldError} `journal_corrupt`, as {@link fromText}.
 */
export function fromMarkedText(where: string, text: string, texts: readonly string[]): unknown {
  const value = fromText(where, text)
  return texts.length === 0 ? value : putBack(value, texts)
}

/** Most have none, and are not to be copied to find that out. */
function hasLong(value: unknown, looked: { left: number }): boolean {
  if (typeof value === 'string') return value.length >= shortest
  if (typeof value !== 'object' || value === null || looked.left <= 0) return false
  looked.left -= 1
  if (Array.isArray(value))
    return value.length <= looked.left && value.some((item) => hasLong(item, looked))
  if (!isPlain(value)) return false
  for (const key of Object.keys(value)) if (hasLong(value[key], looked)) return true
  return false
}

/** A copy, as far as there is something to be left out. */
function lift(value: unknown, texts: string[], looked: { left: number }): unknown {
  if (typeof value === 'string' && value.length >= shortest) {
    texts.push(value)
    return { [markName]: texts.length - 1 }
  }
  if (typeof value !== 'object' || value === null || looked.left <= 0) return value
  looked.left -= 1
  const before = texts.length
  if (Array.isArray(value)) {
    if (value.length > looked.left) return value
    const items = value.map((item: unknown) => lift(item, texts, looked))
    return texts.length > before ? items : value
  }
  if (!isPlain(value)) return value
  const keys = Object.keys(value)
  if (keys.length > looked.left) return value
  const copy = keys.map((key) => [key, lift(value[key], texts, looked)] as const)
  return texts.length > before ? Object.fromEntries(copy) : value
}

/** What JSON writes by its own fields. */
function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return typeof (value as { toJSON?: unknown }).toJSON !== 'function'
}

function putBack(value: unknown, texts: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) value[at] = putBack(item, texts)
    return value
  }
  const own = value as Record<string, unknown>
  const mark = own[markName]
  if (typeof mark === 'number') return texts[mark]
  for (const key of Object.keys(own)) own[key] = putBack(own[key], texts)
  return value
}
