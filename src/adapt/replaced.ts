/**
 * A copy of an object, of its class and with all that it has, but with this value for a property. Private fields are the only thing
 * that no copy has.
 */
export function replaced<T extends object>(original: T, name: PropertyKey, value: unknown): T {
  const had = Object.getOwnPropertyDescriptor(original, name)
  // What a class's instances inherit is not listed among their own; what is new is.
  const enumerable = had?.enumerable ?? !(name in original)
  return Object.create(Object.getPrototypeOf(original) as object | null, {
    ...Object.getOwnPropertyDescriptors(original),
    [name]: { value, enumerable, writable: true, configurable: true },
  }) as T
}
