import { types } from './platform/value-types.ts'
import { catchRejections } from './catch-rejections.ts'
import { errorText } from './error-text.ts'

/** What was thrown, as an error: itself, or one whose cause it is, for anything may be thrown. Never throws. */
export function asError(thrown: unknown): Error {
  catchRejections(thrown)
  return types.isNativeError(thrown) ? thrown : new Error(errorText(thrown), { cause: thrown })
}
