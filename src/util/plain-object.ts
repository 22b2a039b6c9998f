/** Whether a value is an object of fields alone, as a literal or `JSON.parse` makes it, in this realm or another. */
export function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === null || prototype === Object.prototype) return true
  // Another realm's is known by where it stands and what it has.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')
}
