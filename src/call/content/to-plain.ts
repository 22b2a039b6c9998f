import { catchRejections } from '../../util/catch-rejections.ts'
import { redactError } from '../../util/error-length.ts'
import { errorText } from '../../util/error-text.ts'
import { toBase64 } from '../../util/platform/bytes.ts'
import { opaqueNote } from './opaque.ts'

/** Deeper values are cut off with a note: no model reads that far, and recursion would overflow. */
const deepest = 200
/** So are further entries: an object that is shared again and again, or a getter, may be without end. */
const mostEntries = 1_000_000
const tooMuch = '[too much]'

/** What JSON holds of a value, as `toJson` says. Throws only where there is no room for it. */
export function toPlain(root: unknown): unknown {
  let entries = 0
  const around: object[] = []

  function plain(value: unknown): unknown {
    entries += 1
    if (typeof value === 'bigint') return value.toString()
    // A function may have a `toJSON`, too, which nobody is to call.
    if (typeof value === 'function') return undefined
    if (typeof value !== 'object' || value === null) return value
    if (around.includes(value)) return '[circular]'
    if (around.length === deepest) return '[too deep]'
    if (entries > mostEntries) return tooMuch
    around.push(value)
    try {
      return plainObject(value)
    } catch (error) {
      return unreadable(error)
    } finally {
      around.pop()
    }
  }

  function plainObject(value: object): unknown {
    if (Array.isArray(value)) return plainArray(value)
    if (value instanceof Error)
      return { name: String(value.name), message: redactError(String(value.message)) }
    if (value instanceof Map) return plainMap(value)
    if (value instanceof Set) return plainItems(value)
    if (value instanceof ArrayBuffer) return { base64: toBase64(new Uint8Array(value)) }
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      return { base64: toBase64(bytes) }
    }
    if (isBoxed(value)) return plain(value.valueOf())
    const { toJSON } = value as { toJSON?: unknown }
    if (typeof toJSON === 'function') return plain(toJSON.call(value) as unknown)
    const note = opaqueNote(value)
    if (note === undefined) return plainFields(Object.keys(value), (key) => Reflect.get(value, key))
    catchRejections(value)
    return note
  }

  /** By index, for a subclass may have an iterator of its own. */
  function plainArray(array: readonly unknown[]): unknown {
    const { length } = array
    if (length > mostEntries && Object.keys(array).length < length / 2)
      return plainFields(Object.keys(array), (key) => Reflect.get(array, key))
    const items: unknown[] = []
    for (let index = 0; index < length && hasRoom(items); index += 1)
      items.push(plain(array[index]))
    return items
  }

  function plainMap(map: Map<unknown, unknown>): unknown {
    const keys = [...map.keys()]
    if (keys.every((key) => typeof key === 'string'))
      return plainFields(keys, (key) => map.get(key))
    return plainItems(map)
  }

  function plainItems(values: Iterable<unknown>): unknown[] {
    const items: unknown[] = []
    for (const value of values)
      if (hasRoom(items)) items.push(plain(value))
      else break
    return items
  }

  function hasRoom(items: unknown[]): boolean {
    if (entries <= mostEntries) return true
    items.push(tooMuch)
    return false
  }

  /** `Object.fromEntries` defines its keys, so that one named `__proto__` is data. */
  function plainFields(keys: readonly string[], read: (key: string) => unknown): object {
    return Object.fromEntries(keys.map((key) => [key, plain(read(key))]))
  }

  return plain(root)
}

export function unreadable(error: unknown): string {
  return `[unreadable: ${redactError(errorText(error))}]`
}

function isBoxed(value: object): boolean {
  return [String, Number, Boolean, BigInt].some((box) => value instanceof box)
}
