import { catchRejections } from '../../util/catch-rejections.ts'
import { redactError } from '../../util/error-length.ts'
import { errorText } from '../../util/error-text.ts'
import { toBase64 } from '../../util/platform/bytes.ts'
import { opaque, opaqueNote, type Opaque, type OpaqueWatch } from './opaque.ts'

/** Deeper values are cut off with a note: no model reads that far, and recursion would overflow. */
const deepest = 200
/** So are further entries: an object that is shared again and again, or a getter, may be without end. */
const mostEntries = 1_000_000
const tooMuch = '[too much]'

/** What JSON holds of a value, as `toJson` says. Throws only where there is no room for it. */
export function toPlain(root: unknown, watch: OpaqueWatch = catchIn): unknown {
  let entries = 0
  const around: object[] = []
  /** Where in each of those around it the value is. */
  const keys: (string | number)[] = []

  function plain(value: unknown, key?: string | number): unknown {
    entries += 1
    if (typeof value === 'bigint') return value.toString()
    // A function may have a `toJSON`, too, which nobody is to call.
    if (typeof value === 'function') return undefined
    if (typeof value !== 'object' || value === null) return value
    if (around.includes(value)) return '[circular]'
    if (around.length === deepest) return '[too deep]'
    if (entries > mostEntries) return tooMuch
    around.push(value)
    if (key !== undefined) keys.push(key)
    try {
      return plainObject(value)
    } catch (error) {
      return unreadable(error)
    } finally {
      around.pop()
      if (key !== undefined) keys.pop()
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
    const found = opaque(value)
    if (found === undefined)
      return plainFields(Object.keys(value), (key) => Reflect.get(value, key))
    watch(found, pathOf(keys))
    return opaqueNote(found)
  }

  /** By index, for a subclass may have an iterator of its own. */
  function plainArray(array: readonly unknown[]): unknown {
    const { length } = array
    if (length > mostEntries && Object.keys(array).length < length / 2)
      return plainFields(Object.keys(array), (key) => Reflect.get(array, key))
    const items: unknown[] = []
    for (let index = 0; index < length && hasRoom(items); index += 1)
      items.push(plain(array[index], index))
    return items
  }

  function plainMap(map: Map<unknown, unknown>): unknown {
    const names = [...map.keys()]
    if (names.every((name) => typeof name === 'string'))
      return plainFields(names, (name) => map.get(name))
    return plainItems(map)
  }

  function plainItems(values: Iterable<unknown>): unknown[] {
    const items: unknown[] = []
    for (const value of values)
      if (hasRoom(items)) items.push(plain(value, items.length))
      else break
    return items
  }

  function hasRoom(items: unknown[]): boolean {
    if (entries <= mostEntries) return true
    items.push(tooMuch)
    return false
  }

  /** `Object.fromEntries` defines its keys, so that one named `__proto__` is data. */
  function plainFields(names: readonly string[], read: (name: string) => unknown): object {
    return Object.fromEntries(names.map((name) => [name, plain(read(name), name)]))
  }

  return plain(root)
}

function catchIn({ value }: Opaque): void {
  catchRejections(value)
}

function pathOf(keys: readonly (string | number)[]): string {
  return keys
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`))
    .join('')
}

export function unreadable(error: unknown): string {
  return `[unreadable: ${redactError(errorText(error))}]`
}

function isBoxed(value: object): boolean {
  return [String, Number, Boolean, BigInt].some((box) => value instanceof box)
}
