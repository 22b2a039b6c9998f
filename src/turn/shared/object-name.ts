/** By the object, which is not looked at, and goes with its name. */
const names = new WeakMap<object, string>()
let count = 0

/** Tells objects apart, functions too: the same text for one object, and another for any other. */
export function objectName(object: object): string {
  let name = names.get(object)
  if (name === undefined) {
    count += 1
    names.set(object, (name = `object ${count}`))
  }
  return name
}
