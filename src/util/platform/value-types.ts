import { builtin } from './builtin.ts'

type Test = (value: unknown) => boolean

/** What a value is, whatever its prototype says: `types` of `node:util`, as far as it is used. */
export interface ValueTypes {
  isArrayBuffer(value: unknown): value is ArrayBuffer
  isArrayBufferView(value: unknown): value is ArrayBufferView
  isBoxedPrimitive(value: unknown): boolean
  isDate(value: unknown): value is Date
  isMap(value: unknown): value is Map<unknown, unknown>
  isNativeError(value: unknown): value is Error
  isPromise(value: unknown): value is Promise<unknown>
  isRegExp(value: unknown): value is RegExp
  isSet(value: unknown): value is Set<unknown>
}

/** A method that throws at all that is not of its class, and does nothing else. */
function takenBy(method: ((...args: never[]) => unknown) | undefined): Test {
  return (value) => {
    if (typeof value !== 'object' || value === null) return false
    try {
      method?.call(value)
      return method !== undefined
    } catch {
      return false
    }
  }
}

function getter(prototype: object, name: string): (() => unknown) | undefined {
  return Object.getOwnPropertyDescriptor(prototype, name)?.get
}

const boxes = [Number, String, Boolean, BigInt, Symbol].map(({ prototype }) =>
  // Of `Symbol`, which primitives are asked by, too.
  takenBy((prototype as { valueOf(): unknown }).valueOf),
)

/** The same where there is no Node.js. A promise of another realm is not known there, for no look at it is without effect. */
export const portableTypes: ValueTypes = {
  isArrayBuffer: takenBy(getter(ArrayBuffer.prototype, 'byteLength')),
  isArrayBufferView: (value: unknown) => ArrayBuffer.isView(value),
  isBoxedPrimitive: (value: unknown) => boxes.some((isBox) => isBox(value)),
  isDate: takenBy(Date.prototype.getTime),
  isMap: takenBy(getter(Map.prototype, 'size')),
  isNativeError: (value: unknown) =>
    (Error as { isError?: Test }).isError?.(value) ?? value instanceof Error,
  isPromise: (value: unknown) => value instanceof Promise,
  isRegExp: takenBy(getter(RegExp.prototype, 'source')),
  isSet: takenBy(getter(Set.prototype, 'size')),
} as ValueTypes

export const types: ValueTypes = builtin('node:util')?.types ?? portableTypes
