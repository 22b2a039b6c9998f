/** A copy of an object, of its class and with all that it has, but for one method. */
export function replaced<T extends object>(original: T, name: string, method: unknown): T {
  const copy = Object.create(
    Object.getPrototypeOf(original) as object | null,
    Object.getOwnPropertyDescriptors(original),
  ) as T
  const enumerable = Object.prototype.propertyIsEnumerable.call(original, name)
  return Object.defineProperty(copy, name, {
    value: method,
    enumerable,
    writable: true,
    configurable: true,
  })
}
