/** `[[[…]]]`, as deep as that. */
export function deepArray(levels: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < levels; level += 1) value = [value]
  return value
}

/** `{ a: { a: … } }`, as deep as that. */
export function deepObject(levels: number): Record<string, unknown> {
  let value: Record<string, unknown> = {}
  for (let level = 0; level < levels; level += 1) value = { a: value }
  return value
}

/** An object without end: each that its getter gives has another. */
export function endless(): object {
  return {
    get next(): object {
      return endless()
    },
  }
}
