import type { Runner } from '../../attempt/attempt-job.ts'
import { noContext, type CallContext } from '../../call/context/call-context.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import { AsyncLocalStorage, canEnter } from '../../util/platform/async-context.ts'
import type { CallRecord, EnclosingAttempt } from '../call-record.ts'
import { causeOf } from '../stop.ts'
import { InnerCalls } from './inner-calls.ts'
import { QueuedAttempt } from './queued-attempt.ts'

const around = new AsyncLocalStorage<QueuedAttempt>()

/** Where a turn or a run begins. */
export interface Surroundings {
  /** The attempt that it runs inside, of whichever engine. */
  readonly parent: EnclosingAttempt | undefined
  /** Why nothing may start in it: what it runs inside was stopped. */
  readonly stopCause: StopCause | undefined
}

const outside: Surroundings = Object.freeze({ parent: undefined, stopCause: undefined })

/**
 * Looks where one is. Inside an attempt that was stopped nothing starts any more; inside one that has returned one is where
 * its turn was.
 */
export function surroundings(): Surroundings {
  let attempt: EnclosingAttempt | undefined = around.getStore()
  for (; attempt !== undefined; attempt = attempt.call.turn.parent) {
    const { stopCause } = attempt
    if (stopCause !== undefined)
      return { parent: undefined, stopCause: causeInside(attempt.call, stopCause) }
    if (attempt.isUnderWay) return { parent: attempt, stopCause: undefined }
  }
  return outside
}

/** Whether one is inside a call of this turn, be it under way or not. */
export function isInside(turn: object): boolean {
  let attempt: EnclosingAttempt | undefined = around.getStore()
  for (; attempt !== undefined; attempt = attempt.call.turn.parent)
    if (attempt.call.turn === turn) return true
  return false
}

/** Stands for the innermost attempt that one is inside, be it under way or not. */
export function attemptAround(): object | undefined {
  return around.getStore()
}

/** Whether one is inside a call, be it under way or not, of a turn that has this id, or whose id goes on from it after a slash. */
export function isInsideTurnsOf(path: string): boolean {
  let attempt: EnclosingAttempt | undefined = around.getStore()
  for (; attempt !== undefined; attempt = attempt.call.turn.parent) {
    const { id } = attempt.call.turn
    if (id === path || id.startsWith(`${path}/`)) return true
  }
  return false
}

/**
 * What tools are given beside inputs in a turn that begins here: what it is given itself, or else what the turn has that it
 * begins inside. An attempt need not be under way for that: whose work it is does not change when it ends.
 */
export function callContextFor(context: unknown): CallContext {
  if (context !== undefined) return Object.freeze({ context })
  return around.getStore()?.call.turn.callContext ?? noContext
}

/** As of a stop that comes later: that a message broke off, or a sibling failed, is said of the turn outside only. */
function causeInside({ call }: CallRecord, { kind, message }: StopCause): StopCause {
  return {
    kind: kind === 'timeout' || kind === 'deadline' ? 'deadline' : 'cancelled',
    message: `The call of ${call.name} that it runs inside was stopped: ${message}`,
  }
}

/**
 * Why an attempt around a call was stopped, of which the call's turn may be about to hear. What happens around one that had
 * returned by itself concerns a turn that it has left behind no more.
 */
export function stopCauseAround({ turn }: CallRecord): StopCause | undefined {
  for (let { parent } = turn; parent !== undefined; { parent } = parent.call.turn) {
    if (parent.stopCause !== undefined) return { ...causeOf(parent.signal), resumable: true }
    if (!parent.isUnderWay) return undefined
  }
  return undefined
}

/**
 * Starts an attempt's body inside that attempt, in the context of its turn, or in that of a body of its own.
 *
 * @param nowMs what the clock has just said.
 */
export function startInside(queued: QueuedAttempt, runner: Runner, nowMs: number): void {
  const { body, turn } = queued.call
  const scope = body?.scope ?? turn.scope
  scope.run(start, queued, runner, nowMs)
}

/** The scope's end restores what was before: `run` of the storage would make a second frame for that. */
function start(queued: QueuedAttempt, runner: Runner, nowMs: number): void {
  if (!canEnter) return around.run(queued, begin, queued, runner, nowMs)
  around.enterWith(queued)
  begin(queued, runner, nowMs)
}

function begin(queued: QueuedAttempt, runner: Runner, nowMs: number): void {
  queued.attempt?.start(runner, nowMs)
}

/** A call may start as far as its message goes: the attempt around it, if there is one, waits for it from now on. */
export function openInside(call: CallRecord): void {
  const { parent } = call.turn
  // Who was told of it may have cancelled it.
  if (call.outcome !== undefined) return
  if (!(parent instanceof QueuedAttempt) || !parent.isUnderWay) return
  parent.inner ??= new InnerCalls(parent)
  parent.inner.open(call)
}

/** A call has begun to work, or has stopped to. */
export function workInside(call: CallRecord, by: 1 | -1): void {
  innerCallsAround(call)?.work(by)
}

/** Tells a call's result as soon as the attempt around it can go on with it. */
export function tellInside(call: CallRecord, tell: () => void): void {
  const inner = innerCallsAround(call)
  if (inner === undefined) tell()
  else inner.tell(call, tell)
}

/** Tells a result that waits for the attempt around its call. */
export function releaseInside(call: CallRecord): void {
  innerCallsAround(call)?.release()
}

function innerCallsAround(call: CallRecord): InnerCalls | undefined {
  const { parent } = call.turn
  if (!(parent instanceof QueuedAttempt)) return undefined
  return parent.inner?.calls.has(call) === true ? parent.inner : undefined
}
