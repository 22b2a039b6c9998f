import { FanfoldError } from '../call/errors/error.ts'
import { reasonOf, type StopCause } from '../call/errors/stop-cause.ts'
import type { Clock } from '../util/clock.ts'
import { errorText } from '../util/error-text.ts'
import { onAbort } from '../util/on-abort.ts'
import type { CallRecord, EnclosingAttempt } from './call-record.ts'
import type { TurnOptions } from './contract.ts'
import type { Suspension } from './suspension.ts'
import { arrayWith } from '../util/without-literal.ts'

/** What a turn begins inside. */
interface Around {
  readonly parent: Pick<EnclosingAttempt, 'signal'> | undefined
  readonly stopCause: StopCause | undefined
}

/** A turn that may be stopped. */
export interface Stoppable {
  readonly calls: { readonly all: readonly CallRecord[] }
  readonly mover: {
    readonly settings: { readonly clock: Clock; readonly graceMs: number }
    hold(run: () => void): void
    stop(call: CallRecord, cause: StopCause): void
    stopAll(calls: Iterable<CallRecord>, cause: StopCause): void
    tellAnyway(call: CallRecord, fault: unknown): void
    readonly suspension: Suspension
  }
  nowMs(): number
  /** Of which some may have started early. */
  readonly batches: { drop(cause: StopCause): void } | undefined
  /** No more calls come. */
  commit(): void
}

/** Why a turn ends that may go on elsewhere. */
const suspended: StopCause = Object.freeze({
  kind: 'suspended',
  message: 'The turn was suspended, to go on later.',
  resumable: true,
})

const journalLate = new FanfoldError('It had not answered when the turn had to end.', {
  code: 'journal_timeout',
})

/** What may end a turn before its calls do: the first cause wins. Holds the turn's timers and listeners. */
export class TurnStop {
  readonly #turn: Stoppable
  readonly #cleanups: (() => void)[] = arrayWith()
  #controller: AbortController | undefined
  #cause: StopCause | undefined
  /** A call has failed under `cancel-rest`. */
  #restCause: StopCause | undefined
  /** In milliseconds since the turn began. */
  #deadlineMs = Infinity
  /** It was stopped, and the grace is over. */
  #overdue = false
  #over = false
  /** The signal of the attempt around it. */
  #outer: AbortSignal | undefined

  constructor(turn: Stoppable) {
    this.#turn = turn
  }

  get cause(): StopCause | undefined {
    return this.#cause
  }

  /** Why a call that comes now does not start. */
  get causeForNew(): StopCause | undefined {
    return this.#cause ?? this.#restCause
  }

  /** Fires with the first cause. Made when asked for. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#cause !== undefined) this.#controller.abort(reasonOf(this.#cause))
    }
    return this.#controller.signal
  }

  get isInside(): boolean {
    return this.#outer !== undefined
  }

  begin(around: Around | undefined, { signal, deadlineMs, open }: TurnOptions): void {
    this.#outer = around?.parent?.signal
    if (open) this.complete()
    if (around?.stopCause !== undefined) this.stop({ ...around.stopCause, resumable: true })
    if (this.#outer !== undefined) this.#stopWith(this.#outer)
    if (signal !== undefined) this.#stopWith(signal)
    if (deadlineMs !== undefined) this.stopAfter(deadlineMs)
  }

  /** The message is complete, or its calls are: the turn is one of those that are suspended with their engine. */
  complete(): void {
    if (!this.#over) this.#turn.mover.suspension.add(this)
  }

  /**
   * What has not started does not; what runs may finish for so many milliseconds, or less if it had less. Nothing is kept of
   * what does not.
   */
  suspend(withinMs: number): void {
    if (this.#over || (this.#cause !== undefined && this.#cause !== suspended)) return
    this.#cause = suspended
    this.#controller?.abort(reasonOf(suspended))
    const { mover, batches, calls } = this.#turn
    mover.hold(() => {
      batches?.drop(suspended)
      for (const call of calls.all)
        if (call.started === 0 || call.attempts?.isUnderWay !== true) mover.stop(call, suspended)
        else {
          call.stopCause ??= suspended
          call.attempts.suspend?.(withinMs)
        }
    })
    this.#after(withinMs, () => this.#stopAllSoon(suspended))
  }

  suspendAfter(delayMs: number): void {
    this.#after(delayMs, () => this.suspend(0))
  }

  stop(given: StopCause): void {
    if (this.#over || (this.#cause !== undefined && this.#cause !== suspended)) return
    // What ends because the attempt around it is stopped comes again with the next one.
    const cause = this.#outer?.aborted ? { ...given, resumable: true } : given
    this.#cause = cause
    this.#controller?.abort(reasonOf(cause))
    this.#stopAllSoon(cause)
  }

  #stopAllSoon(cause: StopCause): void {
    this.#stopAll(cause)
    this.#after(this.#turn.mover.settings.graceMs, () => {
      this.#overdue = true
      this.#turn.commit()
      for (const call of this.#turn.calls.all) this.#turn.mover.tellAnyway(call, journalLate)
    })
  }

  /** A call comes in that is not to start. Who is told of it may commit the turn: nobody moves before it is stopped. */
  stopNew(call: CallRecord, cause: StopCause, tell: () => void): void {
    const { mover } = this.#turn
    mover.hold(() => {
      tell()
      mover.stop(call, cause)
    })
  }

  /** A call has failed: those that are there are stopped, and so are those that are still to come. */
  stopRest({ call }: CallRecord): void {
    if (this.#restCause !== undefined) return
    const message = `${call.name} failed before it, and the rest of the turn was cancelled.`
    this.#restCause = { kind: 'sibling-failed', message }
    this.#stopAll(this.#restCause)
  }

  #stopWith(signal: AbortSignal): void {
    this.#cleanups.push(onAbort(signal, () => this.stop(causeOf(signal))))
  }

  /** One call is stopped by a signal of its own. */
  stopCallWith(call: CallRecord, signal: AbortSignal): void {
    const stop = (): void => this.#turn.mover.stopAll([call], causeOf(signal))
    call.onTold = onAbort(signal, stop)
  }

  stopAfter(deadlineMs: number): void {
    if (deadlineMs === Infinity || this.#over) return
    this.#deadlineMs = Math.min(this.#deadlineMs, this.#turn.nowMs() + deadlineMs)
    const message = `The turn's deadline of ${deadlineMs} ms has passed.`
    this.#after(deadlineMs, () => this.stop({ kind: 'deadline', message }))
  }

  /** Milliseconds until the deadline. */
  remainingMs(): number {
    return this.#deadlineMs - this.#turn.nowMs()
  }

  /** A call has its result: once the turn was to have ended, a journal that does not answer keeps it only so long. */
  settled(call: CallRecord): void {
    if (!this.#overdue) return
    const { mover } = this.#turn
    this.#after(mover.settings.graceMs, () => mover.tellAnyway(call, journalLate))
  }

  /** The turn is over: nothing of this is left. */
  end(): void {
    this.#over = true
    this.#turn.mover.suspension.delete(this)
    for (const cleanup of this.#cleanups) cleanup()
    this.#cleanups.length = 0
  }

  #stopAll(cause: StopCause): void {
    const { mover, batches, calls } = this.#turn
    mover.hold(() => {
      batches?.drop(cause)
      mover.stopAll(calls.all, cause)
    })
  }

  #after(delayMs: number, run: () => void): void {
    if (this.#over) return
    const { clock } = this.#turn.mover.settings
    const timer = clock.setTimer(run, delayMs, undefined)
    this.#cleanups.push(() => clock.clearTimer(timer))
  }
}

/** What a signal's reason says of why something is to stop. Never throws: a reason may be anything. */
export function causeOf(signal: AbortSignal): StopCause {
  const reason = reasonIn(signal)
  return { kind: isTimeout(reason) ? 'deadline' : 'cancelled', message: errorText(reason) }
}

/** A signal may have a getter of its own, which throws. */
function reasonIn(signal: AbortSignal): unknown {
  try {
    return signal.reason
  } catch (error) {
    return error
  }
}

/** An abort because time ran out says so, as that of `AbortSignal.timeout` does. */
function isTimeout(reason: unknown): boolean {
  try {
    if (!(reason instanceof Error)) return false
    return reason.name === 'TimeoutError' || (FanfoldError.is(reason) && reason.code === 'deadline')
  } catch {
    return false
  }
}
