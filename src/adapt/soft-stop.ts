import { abortSignal, having, type Check } from '../call/expect.ts'
import { onAbort } from '../util/on-abort.ts'

/**
 * A stop that loses nothing. Frameworks that are aborted throw away the results of the step, also those that are there, and the
 * next request then lacks the answers to calls that stand in the conversation. While calls of a guard are under way this
 * stops them, so that each has its result, and says `reached`; otherwise it aborts.
 */
export class SoftStop {
  /** For the framework, in place of the user's: it fires only while no call is under way. */
  readonly signal: AbortSignal
  readonly #user: AbortSignal
  readonly #hard = new AbortController()
  #underWay = 0
  #isReached = false

  constructor(signal: AbortSignal) {
    this.#user = signal
    this.signal = this.#hard.signal
    onAbort(signal, () => {
      if (this.#underWay === 0) this.#hard.abort(signal.reason)
      else this.#isReached = true
    })
  }

  /** Whether the loop is to end after the step whose calls were stopped: a condition for the framework, such as `stopWhen`. */
  readonly reached = (): boolean => this.#isReached

  /** The framework waits for a call until it has its result. */
  count(result: Promise<unknown>): void {
    const end = (): void => {
      this.#underWay -= 1
    }
    this.#underWay += 1
    result.then(end, end)
  }

  /** What stops a call: the user, or what the framework says of it. */
  signalWith(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined ? this.#user : AbortSignal.any([this.#user, signal])
  }
}

/**
 * Makes a stop of a signal. Hand it to the guard; give the framework its `signal` in place of yours, and `reached` as a condition to end.
 *
 * @throws {UsageError} if it is no signal.
 */
export function softStop(signal: AbortSignal): SoftStop {
  return new SoftStop(abortSignal(signal, 'signal', ' of softStop'))
}

/** The check of an option that is one. */
export const softStopOption: Check<SoftStop> = having('a stop, as softStop() makes one', 'reached')
