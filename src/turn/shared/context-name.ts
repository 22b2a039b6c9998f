/** By the object, which is not looked at, and goes with its name. */
const names = new WeakMap<object, string>()
let count = 0

/**
 * Tells contexts apart, so that a result is not given to calls of another one: a tool may have looked at it. Objects are the
 * same only if they are one; a text or a number by its value.
 */
export function contextName(context: unknown): string | undefined {
  if (context === undefined) return undefined
  if ((typeof context !== 'object' || context === null) && typeof context !== 'function')
    return `${typeof context} ${String(context)}`
  let name = names.get(context)
  if (name === undefined) {
    count += 1
    names.set(context, (name = `object ${count}`))
  }
  return name
}
