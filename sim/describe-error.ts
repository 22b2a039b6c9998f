import { inspect } from 'node:util'

/** Whatever was thrown, in words; also what does not want to be looked at. */
export function describeError(error: unknown): string {
  try {
    return error instanceof Error ? String(error.stack ?? error.message) : inspect(error)
  } catch {
    return 'something that throws when it is looked at'
  }
}
