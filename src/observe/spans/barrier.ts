import { errorText } from '../../util/error-text.ts'

/** Keeps what a tracer, a meter or a context manager throws from calls and runs: it becomes a warning. */
export class Barrier {
  readonly #warn: (warning: string) => void

  constructor(warn: (warning: string) => void) {
    this.#warn = warn
  }

  /** What `attempt` returns; undefined if it throws. */
  try<Result>(attempt: () => Result): Result | undefined {
    try {
      return attempt()
    } catch (error) {
      this.#warn(`OpenTelemetry failed: ${errorText(error)}`)
      return undefined
    }
  }
}
