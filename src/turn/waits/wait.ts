import { errorText } from '../../util/error-text.ts'
import type { Failure } from '../../attempt/failure.ts'
import type { CallFailure } from '../../call/errors/call-failure.ts'
import type { WaitReason } from '../../call/report/result.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import type { Journal } from '../../journal/journal.ts'

/** A call's body has returned. */
export class Ok {
  readonly status = 'ok'
  readonly value: unknown

  constructor(value: unknown) {
    this.value = value
  }
}

/** How a call ends. */
export type Outcome = Ok | CallFailure

/**
 * One thing that a call may have to wait for. A call meets those of its turn one after the other, and leaves them in the
 * reverse order when it has its outcome.
 */
export interface Wait<Call> {
  readonly reason: WaitReason
  /** Whether a call may pass. If not, it is woken, or settled, once that may have changed, and then comes here again. */
  enter(call: Call): boolean
  /** The call has its outcome: gives back what it has here. Called once for every call, wherever it was. */
  leave?(call: Call, outcome: Outcome): void
  /** A call that waits here is told to stop; returns whether it ends here, in its time. If not, it ends at once. */
  stop?(call: Call, cause: StopCause): boolean
  /** A call that waits here goes back to an earlier wait: gives back what others could have, and keeps its place. */
  back?(call: Call): void
  /** Whom a call waits for here. */
  blockers?(call: Call): Iterable<Call>
  /** Who waits here for a call; `firm`: but for those who would only have to come after it, because it came first. */
  waiters?(call: Call, firm: boolean): Iterable<Call>
}

/** What moves calls along, as the waits know it. */
export interface Mover<Call> {
  readonly settings: { readonly journal?: Journal | undefined }
  /** Notes that a call may be able to move; {@link flush} moves it. */
  wake(call: Call): void
  /** Takes a call past the wait that it is at. Call {@link flush} afterwards. */
  pass(call: Call): void
  /** Moves every call that can move. */
  flush(): void
  /** As {@link flush}, once what is under way in other engines is done. */
  flushSoon(): void
  /** Moves nobody while something runs, and all who can move then: what stops, stops whole before it makes room. */
  hold(run: () => void): void
  /** Gives a call its outcome, as of a moment since its turn began. Call {@link flush} afterwards. */
  settle(call: Call, outcome: Outcome, nowMs?: number): void
  /** Tells a call to stop. Call {@link flush} afterwards. */
  stop(call: Call, cause: StopCause): void
  /** The last attempt of a call under way has failed: the call is tried again, or ends by it. */
  failed(call: Call, outcome: CallFailure, failure: Failure): void
}

/** What a call has at its waits goes, the last first. What throws in one of them is a warning, and keeps nothing of the others. */
export function leaveAll<Call>(
  waits: readonly Wait<Call>[],
  call: Call,
  outcome: Outcome,
  events: { warn(warning: string): void },
): void {
  for (let at = waits.length - 1; at >= 0; at -= 1)
    try {
      waits[at]?.leave?.(call, outcome)
    } catch (error) {
      events.warn(`Leaving (${waits[at]?.reason}) failed: ${errorText(error)}`)
    }
}
