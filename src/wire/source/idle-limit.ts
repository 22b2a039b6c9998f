import { FanfoldError } from '../../call/errors/error.ts'
import type { Clock, TimerHandle } from '../../util/clock.ts'
import type { Pull } from './pull.ts'

/** How long a stream may be silent. */
export interface IdleLimit {
  readonly clock: Clock
  /** The most milliseconds from one chunk to the next; Infinity is no limit. */
  readonly idleTimeoutMs: number
}

/** A stream that has been silent for too long. Its message is lost, and may be asked for again. */
export class StreamIdleError extends FanfoldError {
  override readonly name: string = 'StreamIdleError'

  constructor(idleTimeoutMs: number) {
    super(`nothing came for ${idleTimeoutMs / 1_000} s, the time-out of a silent stream`, {
      code: 'stream_idle',
    })
  }
}

/** Rejects the wait for a chunk that does not come in time, and lets go of what feeds it. */
export function idleLimited<T>(pull: Pull<T>, limit: IdleLimit | undefined): Pull<T> {
  if (limit === undefined || limit.idleTimeoutMs === Infinity) return pull
  return new LimitedPull(pull, limit)
}

/** One timer serves all chunks: when it rings too early, it is set for what is left. */
class LimitedPull<T> implements Pull<T> {
  readonly #pull: Pull<T>
  readonly #limit: IdleLimit
  #timer: TimerHandle | undefined
  #dueMs = 0
  /** Ends the wait that is under way. */
  #reject: ((error: unknown) => void) | undefined
  /** The event loop was held up, and what had come meanwhile has been looked for. */
  #heardOut = false

  constructor(pull: Pull<T>, limit: IdleLimit) {
    this.#pull = pull
    this.#limit = limit
  }

  readonly next = (): Promise<IteratorResult<T, unknown>> => {
    const { clock, idleTimeoutMs } = this.#limit
    this.#dueMs = clock.now() + idleTimeoutMs
    this.#heardOut = false
    this.#timer ??= clock.setTimer(ring<T>, idleTimeoutMs, this)
    return new Promise((resolve, reject) => {
      this.#reject = reject
      const pending = this.#pull.next()
      pending.then(this.#settle, this.#clear)
      pending.then(resolve, reject)
    })
  }

  readonly #settle = ({ done }: IteratorResult<T, unknown>): void => {
    this.#reject = undefined
    if (done === true) this.#clear()
  }

  readonly cancel = (): void => {
    this.#clear()
    this.#pull.cancel()
  }

  ring(): void {
    const { clock, idleTimeoutMs } = this.#limit
    this.#timer = undefined
    if (this.#reject === undefined) return
    const leftMs = this.#dueMs - clock.now()
    if (leftMs <= 0 && (leftMs === 0 || this.#heardOut)) {
      this.#reject(new StreamIdleError(idleTimeoutMs))
      this.#pull.cancel()
      return
    }
    this.#heardOut = leftMs <= 0
    this.#timer = clock.setTimer(ring<T>, Math.max(0, leftMs), this)
  }

  readonly #clear = (): void => {
    this.#reject = undefined
    if (this.#timer !== undefined) this.#limit.clock.clearTimer(this.#timer)
    this.#timer = undefined
  }
}

function ring<T>(pull: LimitedPull<T>): void {
  pull.ring()
}
