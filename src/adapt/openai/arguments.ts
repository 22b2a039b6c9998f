import { isDeepStrictEqual } from 'node:util'
import { objectInput, type ObjectInput } from '../object-input.ts'

/** The arguments of a call as rules are given them: of a function that takes them as text, what the text holds. */
export function inputOf(given: unknown, isParsed: boolean): ObjectInput {
  if (isParsed || typeof given !== 'string') return objectInput(given)
  const held = objectIn(given)
  if (held === undefined) return objectInput(given)
  return {
    input: held,
    unwrap: (changed) => (isDeepStrictEqual(changed, held) ? given : JSON.stringify(changed)),
  }
}

/** Some servers send no text at all for no arguments. */
function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
