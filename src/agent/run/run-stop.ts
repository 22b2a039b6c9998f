import { FanfoldError } from '../../call/errors/error.ts'
import { anyText } from '../../call/expect.ts'
import { reasonOf } from '../../call/errors/stop-cause.ts'
import type { Engine, Turn } from '../../turn/contract.ts'
import { suspendWith } from '../../turn/engine.ts'
import { surroundings, type Surroundings } from '../../turn/run/nesting.ts'
import type { Suspendable } from '../../turn/suspension.ts'
import type { Clock, TimerHandle } from '../../util/clock.ts'
import { onAbort } from '../../util/on-abort.ts'
import type { RunOptions } from '../contract.ts'
import type { Outcome } from './outcome.ts'

/** What may end a run before the model does: its owner, a signal, the deadline, its engine, or the attempt around it. */
export class RunStop implements Suspendable {
  readonly #clock: Clock
  readonly #deadlineMs: number
  readonly #beganMs: number
  readonly #stopped = new AbortController()
  /** Fires also when the run is suspended: a request is not waited for then. */
  readonly #requests = new AbortController()
  /** Of listeners and timers: what is to be done when the run is over. */
  readonly #cleanups: (() => void)[] = []
  /** Where the run began: the attempt around it, if there is one, ends it. */
  readonly #around: Surroundings = surroundings()
  #pastDeadline = false
  /** Until when what runs may finish; Infinity if it was not suspended. */
  #suspendedUntilMs = Infinity
  #turn: Turn | undefined

  /** @param engine it is suspended with this one. */
  constructor(clock: Clock, { signal, deadlineMs = Infinity }: RunOptions, engine?: Engine) {
    this.#clock = clock
    this.#deadlineMs = deadlineMs
    this.#beganMs = clock.now()
    const { parent, stopCause } = this.#around
    if (stopCause !== undefined) this.#stop(reasonOf(stopCause))
    for (const one of [signal, parent?.signal])
      if (one !== undefined) this.#cleanups.push(onAbort(one, () => this.#stop(one.reason)))
    if (deadlineMs < Infinity) this.#after(deadlineMs, () => this.#passDeadline())
    if (engine !== undefined) this.#cleanups.push(suspendWith(engine, this))
  }

  /** For the turns of the run. */
  get signal(): AbortSignal {
    return this.#stopped.signal
  }

  /** For the requests to the model, and the waits between them. */
  get requests(): AbortSignal {
    return this.#requests.signal
  }

  /** Milliseconds until the deadline; Infinity without one. */
  get leftMs(): number {
    return this.#beganMs + this.#deadlineMs - this.#clock.now()
  }

  /** How the run ends, if it was told to. */
  get outcome(): Outcome | undefined {
    if (this.#stopped.signal.aborted) return this.#pastDeadline ? 'deadline' : 'cancelled'
    return this.#requests.signal.aborted ? 'suspended' : undefined
  }

  /**
   * As what the journal keeps the outcome. A run that ended with the attempt around it is not cancelled for good: the next attempt
   * goes on with it.
   */
  keptAs(outcome: Outcome): string {
    const { parent, stopCause } = this.#around
    const isAround = stopCause !== undefined || parent?.signal.aborted === true
    return outcome === 'cancelled' && isAround ? 'stopped' : outcome
  }

  /** Whether it was told to stop in a way that is not for good: asked for again, it goes on. */
  get isForNow(): boolean {
    const { outcome } = this
    return outcome !== undefined && this.keptAs(outcome) !== 'cancelled'
  }

  cancel(reason: string = 'The run was cancelled.'): void {
    const message = anyText(reason, 'reason', ' of run.cancel')
    this.#stop(new FanfoldError(message, { code: 'cancelled' }))
  }

  /** Of the turn that runs. */
  cancelCall(callId: string, reason: string = 'The call was cancelled.'): void {
    const id = anyText(callId, 'callId', ' of run.cancelCall')
    const message = anyText(reason, 'reason', ' of run.cancelCall')
    this.#turn?.cancel(id, message)
  }

  get isInside(): boolean {
    return this.#around.parent !== undefined
  }

  /** What runs may finish for so many milliseconds, or less if it had less. */
  suspend(withinMs: number): void {
    if (this.#stopped.signal.aborted) return
    this.#suspendedUntilMs = Math.min(this.#suspendedUntilMs, this.#clock.now() + withinMs)
    this.#turn?.suspend({ withinMs })
    this.#requests.abort(new FanfoldError('The run was suspended.', { code: 'suspended' }))
  }

  suspendAfter(delayMs: number): void {
    this.#after(delayMs, () => this.suspend(0))
  }

  /** A turn of the run begins. */
  follow(turn: Turn): Turn {
    this.#turn = turn
    const leftMs = Math.max(0, this.#suspendedUntilMs - this.#clock.now())
    if (this.outcome === 'suspended') turn.suspend({ withinMs: leftMs })
    return turn
  }

  /** Waits for something; undefined if the run is told to stop before. What has come already counts as before. */
  async until<T>(promise: Promise<T>): Promise<T | undefined> {
    const { promise: stopped, resolve } = Promise.withResolvers<undefined>()
    const off = onAbort(this.requests, () => resolve(undefined))
    try {
      return await Promise.race([promise, stopped])
    } finally {
      off()
    }
  }

  /** The run is over. */
  end(): void {
    for (const cleanup of this.#cleanups.splice(0)) cleanup()
  }

  #after(delayMs: number, run: () => void): void {
    const timer: TimerHandle = this.#clock.setTimer(run, delayMs, undefined)
    this.#cleanups.push(() => this.#clock.clearTimer(timer))
  }

  #stop(reason: unknown): void {
    this.#stopped.abort(reason)
    this.#requests.abort(reason)
  }

  #passDeadline(): void {
    this.#pastDeadline = true
    const message = `The run's deadline of ${this.#deadlineMs} ms has passed.`
    this.#stop(new FanfoldError(message, { code: 'deadline' }))
  }
}
