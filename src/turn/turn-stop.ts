import { reasonOf, type StopCause } from '../call/stop-cause.ts'
import type { Clock } from '../util/clock.ts'
import { stopOnSignal } from './stop-on-signal.ts'

/** What may end a turn before its calls do: the first cause wins. Holds the turn's timers and listeners. */
export class TurnStop {
  readonly #clock: Clock
  readonly #onStop: (cause: StopCause) => void
  readonly #cleanups: (() => void)[] = []
  #controller: AbortController | undefined
  #cause: StopCause | undefined
  #over = false

  constructor(clock: Clock, onStop: (cause: StopCause) => void) {
    this.#clock = clock
    this.#onStop = onStop
  }

  get cause(): StopCause | undefined {
    return this.#cause
  }

  /** Fires with the first cause. Made when asked for. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#cause !== undefined) this.#controller.abort(reasonOf(this.#cause))
    }
    return this.#controller.signal
  }

  stop(cause: StopCause): void {
    if (this.#cause !== undefined || this.#over) return
    this.#cause = cause
    this.#controller?.abort(reasonOf(cause))
    this.#onStop(cause)
  }

  stopWith(signal: AbortSignal): void {
    this.#cleanups.push(stopOnSignal(signal, (cause) => this.stop(cause)))
  }

  stopAfter(deadlineMs: number): void {
    const message = `The turn's deadline of ${deadlineMs} ms has passed.`
    this.after(deadlineMs, () => this.stop({ kind: 'deadline', message }))
  }

  after(delayMs: number, run: () => void): void {
    const timer = this.#clock.setTimer(run, delayMs, undefined)
    this.#cleanups.push(() => this.#clock.clearTimer(timer))
  }

  /** The turn is over: nothing of this is left. */
  end(): void {
    this.#over = true
    for (const cleanup of this.#cleanups) cleanup()
  }
}
