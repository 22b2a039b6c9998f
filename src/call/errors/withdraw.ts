import { FanfoldError } from './error.ts'

const brand: unique symbol = Symbol.for('fanfold.withdrawal') as never

/** What a body lets through that has neither failed nor ended. `cause` is what its caller is to see. */
export interface Withdrawal {
  readonly cause: unknown
}

/**
 * Ends a call's body without an end of the call: an interrupt that a person has to answer, a suspension. The call has
 * neither failed nor returned: it is not tried again, nothing of it is kept in a journal, no breaker counts it, and the
 * promise of `turn.add` rejects with `error`. Always throws; a body must let it through.
 */
export function withdraw(error: unknown): never {
  const withdrawal = new FanfoldError('The call was withdrawn by its body.', {
    code: 'withdrawn',
    cause: error,
  })
  Object.defineProperty(withdrawal, brand, { value: true })
  throw withdrawal
}

/** What was thrown, if it was thrown by {@link withdraw}, of this copy of the package or another. */
export function withdrawalOf(thrown: unknown): Withdrawal | undefined {
  try {
    return FanfoldError.is(thrown) && brand in thrown ? { cause: thrown.cause } : undefined
  } catch {
    return undefined
  }
}

export function isWithdrawal(thrown: unknown): boolean {
  return withdrawalOf(thrown) !== undefined
}
