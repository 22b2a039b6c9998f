import { copyOfBuffer } from './platform/bytes.ts'
import { types } from './platform/value-types.ts'
import { isPlainObject } from './plain-object.ts'

/** A copy that shares nothing with the value that could change; or that there can be none. */
export type Copied = { readonly ok: true; readonly value: unknown } | { readonly ok: false }

/** A value of more entries is not copied: its getters may make new objects without end. */
const mostEntries = 500_000

const notCopied: Copied = Object.freeze({ ok: false })

/** Classes of errors that have no methods of their own. */
const errors = new Set<unknown>(
  [
    Error,
    TypeError,
    RangeError,
    SyntaxError,
    ReferenceError,
    EvalError,
    URIError,
    AggregateError,
  ].map(({ prototype }) => prototype),
)

/**
 * Copies a value deeply: plain objects, arrays, Maps, Sets, errors, dates, URLs, bytes and what they hold, with their cycles
 * and their symbols (so that what `content()` made stays known as such). Functions, instances of classes, promises,
 * handles and memory that threads share have no copy, and so has no value that holds one. Never throws.
 */
export function copyValue(value: unknown): Copied {
  if (typeof value !== 'object' && typeof value !== 'function') return { ok: true, value }
  try {
    return { ok: true, value: new Copier().copy(value) }
  } catch {
    // It holds what has no copy, or cannot be read.
    return notCopied
  }
}

/** A copy; of what has none, the value itself. Never throws. */
export function copyOrSame(value: unknown): unknown {
  try {
    if (isFlat(value)) return { ...value }
  } catch {
    return value
  }
  const copied = copyValue(value)
  return copied.ok ? copied.value : value
}

/** An object of texts, numbers and the like, as most inputs are: several times quicker to copy. */
function isFlat(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  for (const name in value) {
    const field: unknown = value[name as never]
    if ((typeof field === 'object' && field !== null) || typeof field === 'function') return false
  }
  return true
}

class Copier {
  readonly #copies = new Map<object, object>()
  /** Copies that lack their entries. A list, for a value may nest deeper than the stack. */
  readonly #unfilled: { readonly from: object; readonly to: object }[] = []
  #entries = 0

  /** @throws whatever reading the value throws, and a TypeError for what has no copy. */
  copy(value: unknown): unknown {
    const copy = this.#copyOf(value)
    for (let next = this.#unfilled.pop(); next !== undefined; next = this.#unfilled.pop())
      this.#fill(next.from, next.to)
    return copy
  }

  #copyOf(value: unknown): unknown {
    this.#entries += 1
    if (this.#entries > mostEntries) throw new TypeError(`More than ${mostEntries} entries.`)
    if (typeof value === 'function') throw new TypeError('A function has no copy.')
    if (typeof value !== 'object' || value === null) return value
    const known = this.#copies.get(value)
    if (known !== undefined) return known
    const empty = emptyLike(value)
    const copy = empty ?? copyWhole(value)
    this.#copies.set(value, copy)
    if (empty !== undefined) this.#unfilled.push({ from: value, to: empty })
    return copy
  }

  #fill(from: object, to: object): void {
    if (from instanceof Map && to instanceof Map)
      for (const [key, item] of from) to.set(this.#copyOf(key), this.#copyOf(item))
    if (from instanceof Set && to instanceof Set)
      for (const item of from) to.add(this.#copyOf(item))
    if (isDense(from))
      for (let index = 0; index < from.length; index += 1)
        (to as unknown[])[index] = this.#copyOf(from[index])
    else this.#fillFields(from, to as Record<PropertyKey, unknown>)
  }

  #fillFields(from: object, to: Record<PropertyKey, unknown>): void {
    for (const key of Reflect.ownKeys(from)) {
      const value = this.#copyOf(Reflect.get(from, key))
      const enumerable = Object.prototype.propertyIsEnumerable.call(from, key)
      // Assigned, one that is named `__proto__` would not be data; and the length of an array is no field to define.
      if ((enumerable && key !== '__proto__') || Object.hasOwn(to, key)) to[key] = value
      else Object.defineProperty(to, key, { value, enumerable, writable: true, configurable: true })
    }
  }
}

/** An array of which all entries are there, and nothing else: by far the most, and quicker to copy. */
function isDense(value: object): value is unknown[] {
  if (!Array.isArray(value)) return false
  const keys = Object.keys(value)
  const { length } = value
  return keys.length === length && (length === 0 || keys[length - 1] === String(length - 1))
}

/** What the copy of a value begins as that is copied entry by entry. */
function emptyLike(value: object): object | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === null) return Object.create(null) as object
  // The prototype of arrays is an array itself, in every realm; that of a subclass is not.
  if (Array.isArray(value)) return Array.isArray(prototype) ? [] : undefined
  if (prototype === Map.prototype) return new Map()
  if (prototype === Set.prototype) return new Set()
  if (types.isNativeError(value) && errors.has(prototype))
    return Object.setPrototypeOf(new Error(), prototype) as object
  return isPlainObject(value) ? {} : undefined
}

function copyWhole(value: object): object {
  // Of a large buffer that others share only the part that this one shows.
  const buffer = copyOfBuffer(value)
  if (buffer !== undefined) return buffer
  if (value instanceof URL && Object.getPrototypeOf(value) === URL.prototype)
    return new URL(value.href)
  const copy = hasWholeCopy(value) ? structuredClone(value) : {}
  // Of an instance of a subclass, structured clone makes one of the class above.
  const isSame = Object.getPrototypeOf(copy) === Object.getPrototypeOf(value)
  if (!isSame || (ArrayBuffer.isView(copy) && !types.isArrayBuffer(copy.buffer)))
    throw new TypeError('It has no copy.')
  return copy
}

function hasWholeCopy(value: object): boolean {
  const { isDate, isRegExp, isArrayBuffer, isArrayBufferView, isBoxedPrimitive } = types
  return [isDate, isRegExp, isArrayBuffer, isArrayBufferView, isBoxedPrimitive].some((is) =>
    is(value),
  )
}
