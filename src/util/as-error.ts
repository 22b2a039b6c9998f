import { types } from 'node:util'
import { errorText } from './error-text.ts'

/** What was thrown, as an error: itself, or one whose cause it is, for anything may be thrown. Never throws. */
export function asError(thrown: unknown): Error {
  return types.isNativeError(thrown) ? thrown : new Error(errorText(thrown), { cause: thrown })
}
