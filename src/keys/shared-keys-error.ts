import { FanfoldError } from '../call/errors/error.ts'

/**
 * What can become of shared keys: the service was closed, could not be reached for too long, or refuses what is asked of
 * it; or a lease was not renewed in time.
 */
export type SharedKeysCode = 'keys_closed' | 'keys_unreachable' | 'keys_refused' | 'keys_lost'

export function keysError(code: SharedKeysCode, message: string, cause?: unknown): FanfoldError {
  return new FanfoldError(message, { code, cause })
}

export function keysClosed(name: string): FanfoldError {
  return keysError('keys_closed', `The shared keys (${name}) have been closed.`)
}
