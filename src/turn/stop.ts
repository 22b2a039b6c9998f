import { FanfoldError } from '../call/errors/error.ts'
import { reasonOf, type StopCause } from '../call/errors/stop-cause.ts'
import type { Clock } from '../util/clock.ts'
import { errorText } from '../util/error-text.ts'
import { onAbort } from '../util/on-abort.ts'
import type { CallRecord, EnclosingAttempt } from './call-record.ts'
import type { TurnOptions } from './contract.ts'

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
  }
  nowMs(): number
  /** Of which some may have started early. */
  readonly batches: { drop(cause: StopCause): void } | undefined
  /** No more calls come. */
  commit(): void
}

const journalLate = new FanfoldError('It had not answered when the turn had to end.', {
  code: 'journal_timeout',
})

/** What may end a turn before its calls do: the first cause wins. Holds the turn's timers and listeners. */
export class TurnStop {
  readonly #turn: Stoppable
  readonly #cleanups: (() => void)[] = []
  #controller: AbortController | undefined
  #cause: StopCause | undefined
  /** A call has failed under `cancel-rest`. */
  #restCause: StopCause | undefined
  /** In milliseconds since the turn began. */
  #deadlineMs = Infinity
  /** It was stopped, and the grace is over. */
  #overdue = false
  #over = false

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

  begin(around: Around | undefined, { signal, deadlineMs }: TurnOptions): void {
    if (around?.stopCause !== undefined) this.stop(around.stopCause)
    if (around?.parent !== undefined) this.#stopWith(around.parent.signal)
    if (signal !== undefined) this.#stopWith(signal)
    if (deadlineMs !== undefined) this.stopAfter(deadlineMs)
  }

  stop(cause: StopCause): void {
    if (this.#cause !== undefined || this.#over) return
    this.#cause = cause
    this.#controller?.abort(reasonOf(cause))
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
