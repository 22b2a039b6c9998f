import { objectName } from './object-name.ts'

/**
 * Tells contexts apart, so that a result is not given to calls of another one: a tool may have looked at it. Objects are the
 * same only if they are one; a text or a number by its value.
 */
export function contextName(context: unknown): string | undefined {
  if (context === undefined) return undefined
  if ((typeof context !== 'object' || context === null) && typeof context !== 'function')
    return `${typeof context} ${String(context)}`
  return objectName(context)
}
