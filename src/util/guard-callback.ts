import { catchRejections } from './catch-rejections.ts'
import { errorText } from './error-text.ts'
import { isThenable } from './is-thenable.ts'

/**
 * A user's function that is told of something, made safe to call: what it throws, or its promise rejects with, is a
 * warning, given once, and harms nobody else. Undefined if no callback was given.
 *
 * @param name the option that it was given by.
 */
export function guardCallback<Given>(
  name: string,
  callback: ((given: Given) => unknown) | undefined,
  warn: (warning: string) => void,
): ((given: Given) => void) | undefined {
  if (callback === undefined) return undefined
  let warned = false
  const fault = (what: string, error: unknown): void => {
    const why = errorText(error)
    if (!warned) warn(`An ${name} function ${what}: ${why}`)
    warned = true
  }
  return (given) => {
    try {
      const returned = callback(given)
      catchRejections(returned)
      if (!isThenable(returned)) return
      // A promise of our own, for one of another's making may do anything.
      const told = new Promise((resolve) => resolve(returned))
      told.catch((error: unknown) => fault('rejected', error))
    } catch (error) {
      fault('threw', error)
    }
  }
}
