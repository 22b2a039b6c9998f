import { canonicalJson } from './canonical-json.ts'

/** Whether two values are one and the same, or equal as JSON, whatever the order of their keys. Never throws. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  const text = canonicalJson(one)
  return text !== undefined && text === canonicalJson(other)
}
