import { isRecord } from '../shape.ts'

const nothing = /^\s*(?:\{\s*\}|null)?\s*$/

/** Whether arguments, as they came, hold any: a call without a name, an id and arguments is none. */
export function saysSomething(said: unknown): boolean {
  if (typeof said === 'string') return !nothing.test(said)
  if (isRecord(said)) return Object.keys(said).length > 0
  return said !== undefined && said !== null
}
