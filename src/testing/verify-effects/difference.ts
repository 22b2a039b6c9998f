import { isDeepStrictEqual } from 'node:util'
import { isRecord } from '../../util/is-record.ts'

/** Deeper than this, a difference belongs to what it lies in. */
const deepest = 2

/** Where two states differ first, as a key: `orders/7`. Undefined if that cannot be said. */
export function differingKey(one: unknown, other: unknown, depth = 0): string | undefined {
  if (depth === deepest || !isRecord(one) || !isRecord(other)) return undefined
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  for (const name of names) {
    if (isDeepStrictEqual(one[name], other[name])) continue
    const inner = differingKey(one[name], other[name], depth + 1)
    const segment = name.replaceAll(/[/*]/g, '_') || '_'
    return inner === undefined ? segment : `${segment}/${inner}`
  }
  return undefined
}
