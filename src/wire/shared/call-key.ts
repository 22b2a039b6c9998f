import { canonicalJson } from '../../util/canonical-json.ts'
import { textOf } from './shape.ts'

/** What a call that came whole is known by, if it has an id: its id, name and arguments. */
export function callKey(id: unknown, name: unknown, given: unknown): string | undefined {
  if (textOf(id) === '') return undefined
  const text = typeof given === 'string' ? given : canonicalJson(given ?? {})
  return text === undefined ? undefined : `${JSON.stringify([id, textOf(name)])}${text}`
}
