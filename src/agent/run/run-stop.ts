import { FanfoldError } from '../../call/errors/error.ts'
import { anyText } from '../../call/expect.ts'
import { reasonOf } from '../../call/errors/stop-cause.ts'
import type { Turn } from '../../turn/contract.ts'
import { surroundings, type Surroundings } from '../../turn/run/nesting.ts'
import type { Clock, TimerHandle } from '../../util/clock.ts'
import { onAbort } from '../../util/on-abort.ts'
import type { RunOptions } from '../contract.ts'
import type { Outcome } from './outcome.ts'

/** What may end a run before the model does: its owner, a signal, the deadline, or the attempt around it. */
export class RunStop {
  readonly #clock: Clock
  readonly #deadlineMs: number
  readonly #beganMs: number
  readonly #stopped = new AbortController()
  /** Fires also when the run is suspended: a request is not waited for then. */
  readonly #requests = new AbortController()
  readonly #unlisten: (() => void)[] = []
  /** Where the run began: the attempt around it, if there is one, ends it. */
  readonly #around: Surroundings = surroundings()
  #timer: TimerHandle | undefined
  #pastDeadline = false
  #suspendedWithinMs: number | undefined
  #turn: Turn | undefined

  constructor(clock: Clock, { signal, deadlineMs = Infinity }: RunOptions) {
    this.#clock = clock
    this.#deadlineMs = deadlineMs
    this.#beganMs = clock.now()
    const { parent, stopCause } = this.#around
    if (stopCause !== undefined) this.#stop(reasonOf(stopCause))
    for (const one of [signal, parent?.signal])
      if (one !== undefined) this.#unlisten.push(onAbort(one, () => this.#stop(one.reason)))
    if (deadlineMs < Infinity)
      this.#timer = clock.setTimer(() => this.#passDeadline(), deadlineMs, undefined)
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
    return this.#suspendedWithinMs === undefined ? undefined : 'suspended'
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

  suspend(withinMs: number): void {
    if (this.outcome !== undefined) return
    this.#suspendedWithinMs = withinMs
    this.#turn?.suspend({ withinMs })
    this.#requests.abort(new FanfoldError('The run was suspended.', { code: 'suspended' }))
  }

  /** A turn of the run begins. */
  follow(turn: Turn): Turn {
    this.#turn = turn
    if (this.#suspendedWithinMs !== undefined) turn.suspend({ withinMs: this.#suspendedWithinMs })
    return turn
  }

  /** Waits for something. Returns whether that ended, however, before the run was told to stop. */
  async outlasts(promise: Promise<unknown>): Promise<boolean> {
    const { promise: stopped, resolve } = Promise.withResolvers<void>()
    const off = onAbort(this.requests, resolve)
    await Promise.race([promise.catch(() => {}), stopped])
    off()
    return this.outcome === undefined
  }

  /** The run is over. */
  end(): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer)
    for (const off of this.#unlisten.splice(0)) off()
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
