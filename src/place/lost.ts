import { FanfoldError } from '../call/error.ts'

/** What is known of an attempt that was lost. */
export interface AttemptLostOptions {
  /** Whether the tool had been started when its attempt was lost. */
  readonly started: boolean | 'unknown'
  readonly cause?: unknown
}

/**
 * An attempt whose end nobody will tell: the process that it ran in, or what was known of it, is gone. What it did until
 * then stays done; so whether the call may be tried again depends on `started`, and on its tool's effects.
 */
export class AttemptLost extends FanfoldError {
  override readonly name: string = 'AttemptLost'
  /** `false`: the tool was never called for this attempt, nor will it be. */
  readonly started: boolean | 'unknown'

  constructor(message: string, { started, cause }: AttemptLostOptions) {
    super(message, { code: 'attempt_lost', cause })
    this.started = started
  }
}
