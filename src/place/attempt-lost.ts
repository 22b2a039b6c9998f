import { FanfoldError } from '../call/errors/error.ts'
import { anything, oneOf } from '../call/expect.ts'
import { optional, optionsCheck, required } from '../call/options/option-list.ts'

/** What is known of an attempt that was lost. */
export interface AttemptLostOptions {
  /** Whether the tool had been started when its attempt was lost. */
  readonly started: boolean | 'unknown'
  readonly cause?: unknown
}

const check = optionsCheck<AttemptLostOptions>({
  started: required(oneOf(true, false, 'unknown')),
  cause: optional(anything),
})

/**
 * An attempt whose end will never be known: the process that it ran in, or what was known of it, is gone. What it did until
 * then stays done; so whether the call may be tried again depends on `started`, and on its tool's effects.
 */
export class AttemptLost extends FanfoldError {
  override readonly name: string = 'AttemptLost'
  /** `false`: the tool was never called for this attempt, nor will it be. */
  readonly started: boolean | 'unknown'

  /** @throws {UsageError} if an option is not what its type says. */
  constructor(message: string, options: AttemptLostOptions) {
    const { started, cause } = check(options, 'an AttemptLost')
    super(message, { code: 'attempt_lost', cause })
    this.started = started
  }
}
