import type { FanfoldError } from '../../call/errors/error.ts'
import { keysError } from '../shared-keys-error.ts'

const warning =
  'another engine may hold them now. Writes that are not checked against the fencing token may undo what it writes.'

/** A lease lapsed by the clock of its holder. */
export function notRenewed(): FanfoldError {
  const what = 'The lease of the shared keys could not be renewed in time'
  return keysError('keys_lost', `${what}: ${warning}`)
}

/** Redis has nothing of a lease, or says that it ran out. */
export function forgotten(): FanfoldError {
  const what = 'The lease of the shared keys ran out, or Redis lost it'
  return keysError('keys_lost', `${what}: ${warning}`)
}

export function unreachable(name: string, ms: number): FanfoldError {
  return keysError(
    'keys_unreachable',
    `Expected to reach the shared keys (${name}) within ${ms} ms, but there was no answer. Is it up, and is ` +
      '`connection` right?',
  )
}
