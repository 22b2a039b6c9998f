import { sameJson } from '../util/same-json.ts'
import { objectInput, type ObjectInput } from './object-input.ts'

/**
 * Arguments that a tool takes as text, as rules are given them: what the text holds. The tool gets the text to the letter, unless
 * it was changed when the call was approved.
 */
export function textInput(text: string): ObjectInput {
  const held = objectIn(text)
  if (held === undefined) return objectInput(text)
  return {
    input: held,
    unwrap: (changed) => (sameJson(changed, held) ? text : JSON.stringify(changed)),
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
