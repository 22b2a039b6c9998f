import type { AttemptEnd } from '../../attempt/attempt-end.ts'
import { classify, type Failure } from '../../attempt/failure.ts'
import { asTransient } from '../../call/errors/answer.ts'
import {
  lost,
  neverStarted,
  stopped,
  threw,
  withdrawn,
  type CallFailure,
} from '../../call/errors/call-failure.ts'
import { lostInDoubt, mayHaveRun, type Before } from '../../call/errors/in-doubt.ts'
import { readsOnly } from '../../call/effects.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { PermitOutcome } from '../../limit/gate.ts'
import type { Clock } from '../../util/clock.ts'
import type { CallRecord } from '../call-record.ts'
import type { Outcome } from '../waits/wait.ts'
import { isWithdrawal, withdrawalOf } from '../../call/errors/withdraw.ts'

/** Why the other attempts of a call stop once one has answered. */
export const outrun: StopCause = {
  kind: 'cancelled',
  message: 'Another attempt answered first.',
}

const timedOut: Failure = { transient: true, nothingDone: false, retryAfterMs: undefined }
const final: Failure = { ...timedOut, transient: false }

/** What an attempt's end says of another attempt. */
export function failureOf(end: AttemptEnd, clock: Clock): Failure {
  if (end.kind === 'threw')
    return withdrawalOf(end.error) === undefined ? classify(end.error, clock.epochMs()) : final
  if (end.kind === 'returned') return final
  // That nothing was done stays true, whatever it was stopped for.
  const { nothingDone } = classify(end.thrown, clock.epochMs())
  const known = end.cause.kind === 'timeout' ? timedOut : final
  return nothingDone ? { ...known, nothingDone } : known
}

/** Notes of an attempt that was started what it leaves open. */
export function noteDoubt(call: CallRecord, { kind }: AttemptEnd, failure: Failure): void {
  if (kind === 'returned' || failure.nothingDone) return
  const before = call.doubt?.lost
  // Of what is known of its attempts, the most counts.
  if (before === undefined || (before === 'unknown' && failure.lost === true)) call.doubt = failure
}

/** How a call is answered whose last attempt ended like this. */
export function outcomeOf(
  call: CallRecord,
  end: Exclude<AttemptEnd, { kind: 'returned' }>,
  failure: Failure,
): CallFailure {
  const { name } = call.call
  if (end.kind === 'stopped') return stoppedOutcome(call, end.cause, end.thrown)
  const withdrawal = withdrawalOf(end.error)
  if (withdrawal !== undefined) return withdrawn(name, withdrawal.cause)
  const saysNothing = failure.lost || failure.nothingDone
  const doubt = call.doubt?.lost
  if (saysNothing && doubt && !changesNothing(call)) return lostInDoubt(name, end.error, doubt)
  const failed = failure.lost ? lost(name, end.error) : threw(name, end.error)
  return failure.transient ? asTransient(failed) : failed
}

/** How a call is answered that was stopped. `thrown`: by its tool, as it stopped. */
export function stoppedOutcome(call: CallRecord, cause: StopCause, thrown?: unknown): CallFailure {
  const { name } = call.call
  if (call.started === 0) return neverStarted(name, cause)
  return stopped(name, cause, changesNothing(call) || !leavesOpen(call), thrown)
}

/** Not if each of its attempts has ended, and said that nothing was done. */
function leavesOpen({ doubt, attempts, past }: CallRecord): boolean {
  return doubt !== undefined || attempts?.isUnderWay === true || past?.startedAtMs !== undefined
}

/** How a call is answered that was not started, and may have run before: one that changes nothing leaves no doubt. */
export function unlessBefore(
  { call, tool: checked }: CallRecord,
  why: CallFailure,
  before: Before,
  tool: AnyTool | undefined = checked,
): CallFailure {
  return tool !== undefined && readsOnly(tool) ? why : mayHaveRun(call.name, why, before)
}

/** Whether a call's body has neither failed nor ended. */
export function isWithdrawn(outcome: Outcome): boolean {
  return outcome.status === 'cancelled' && outcome.error.code === 'withdrawn'
}

/** Whether a call that ended so has ended everywhere, and not only here. */
export function isForGood(outcome: Outcome): boolean {
  return outcome.status === 'ok' || outcome.resumable !== true
}

/** The result of a call that has ended everywhere; not that of a read that somebody stopped, which concerns nobody else. */
export function lastingResult(call: CallRecord): ToolResult | undefined {
  const { outcome, result, stopCause, journaled } = call
  if (outcome === undefined || isWithdrawn(outcome) || !isForGood(outcome)) return undefined
  // By a suspension nothing ends everywhere: it has ended by itself.
  const isStopped = stopCause !== undefined && !stopCause.resumable && outcome.status !== 'ok'
  return isStopped && !journaled ? undefined : result
}

/** Whether a call that ended so may yet run elsewhere, or again here; not one whose result somebody is to bring. */
export function mayRunYet(outcome: Outcome | undefined): outcome is CallFailure {
  return outcome !== undefined && !isForGood(outcome) && outcome.status !== 'waiting'
}

/**
 * A call of a complete message that could have run, might have changed something, and was told not to. (What is wrong with
 * a call's arguments is wrong again; and a journal that fails keeps nothing.) So is one that changes nothing and about which
 * somebody was asked: nobody is to decide on it any more.
 */
export function isGivenUp(
  { started, tool, turn, result, outcome }: CallRecord,
  wasAsked: boolean,
): boolean {
  if (outcome !== undefined && !isForGood(outcome)) return false
  if (started > 0 || result === undefined || !turn.committed) return false
  const { status, error } = result
  if (status === 'ok' || error?.code === 'journal') return false
  return tool === undefined ? status !== 'failed' : wasAsked || !readsOnly(tool)
}

/** It has begun, or the journal says that it had before. */
export function mayHaveStarted({ started, past, result }: CallRecord): boolean {
  const isOpen = past?.startedAtMs !== undefined && past.result === undefined
  return started > 0 || isOpen || (result !== undefined && result.attempts > 0)
}

function changesNothing({ tool }: CallRecord): boolean {
  return tool !== undefined && readsOnly(tool)
}

/** What an attempt's end says of the service behind it. */
export function passOutcome(end: AttemptEnd, { transient }: Failure): 'ok' | 'failed' | 'unknown' {
  if (transient) return 'failed'
  const tells = end.kind === 'returned' || (end.kind === 'threw' && !isWithdrawal(end.error))
  return tells ? 'ok' : 'unknown'
}

/** What an attempt's end says of the load on the service behind it. How long it waited for calls inside it says nothing. */
export function permitOutcome(
  end: AttemptEnd,
  { transient }: Failure,
  waitedInside: boolean,
): PermitOutcome {
  if (end.kind !== 'returned') return transient ? 'dropped' : 'ignored'
  return waitedInside ? 'ignored' : 'success'
}
