import { types } from 'node:util'
import { errorText } from '../../util/error-text.ts'

/** What came of writing a value: its JSON, or where in it is something that would come out as something else. */
export type ExactJson =
  | { readonly json: string; readonly fault?: undefined }
  | { readonly fault: string; readonly json?: undefined }

/**
 * Writes a value as JSON if JSON can hold it. A field that is `undefined` is left out, as JSON does. `lenient` lets
 * values write themselves (`toJSON`, as dates do), and takes of the instances of a class their fields.
 */
export function exactJson(value: unknown, name: string, lenient = false): ExactJson {
  try {
    const fault = faultIn(value, name, [], lenient)
    return fault === undefined ? { json: JSON.stringify(value) } : { fault }
  } catch (error) {
    return { fault: `${name} cannot be read: ${errorText(error)}` }
  }
}

function faultIn(
  value: unknown,
  path: string,
  around: readonly object[],
  lenient: boolean,
): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return undefined
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : `${path} is ${String(value)}`
  if (typeof value !== 'object') return `${path} is ${article(typeof value)}`
  if (around.includes(value)) return `${path} contains itself`
  const inside = [...around, value]
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) {
      const fault = faultIn(value[at], `${path}[${at}]`, inside, lenient)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  if (lenient && 'toJSON' in value && typeof value.toJSON === 'function' && !isBytes(value))
    return faultIn(value.toJSON(), path, inside, lenient)
  const prototype: unknown = Object.getPrototypeOf(value)
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null
  if (!isPlain && (!lenient || hidesItsData(value)))
    return `${path} is ${article(value.constructor?.name || 'object of a class')}`
  for (const [key, item] of Object.entries(value)) {
    const fault = item === undefined ? undefined : faultIn(item, `${path}.${key}`, inside, lenient)
    if (fault !== undefined) return fault
  }
  return undefined
}

function hidesItsData(value: object): boolean {
  const { isMap, isSet, isNativeError, isPromise, isRegExp } = types
  return (
    isBytes(value) || [isMap, isSet, isNativeError, isPromise, isRegExp].some((is) => is(value))
  )
}

function isBytes(value: object): boolean {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value)
}

function article(name: string): string {
  return name === 'undefined' ? name : `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`
}
