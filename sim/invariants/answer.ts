import type { ToolResult } from '../../src/call/report/result.ts'
import { faults } from '../model/fault.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import { earliest } from '../watch/cause.ts'
import type { History } from '../watch/history.ts'
import { adoptionFault, isAdopted } from './adopted.ts'
import { wouldWaitForever } from './nesting.ts'
import { mayRetry, thrownNow } from './retry.ts'
import { sharedFault } from './shared.ts'
import { stoppedFault } from './stopped.ts'

/** Says what is wrong about a result, given all that happened to its call. */
export function answerFault(
  call: CallWatch,
  result: ToolResult,
  history: History,
): string | undefined {
  const { status } = result
  const told = `${call.name} is ${status}${result.error ? ` (${result.error.code})` : ''}`
  // Of these another invariant knows more.
  if (status === 'denied') return undefined
  if (status === 'failed' && result.error?.code === 'deadlock')
    return deadlockFault(call, history, told)
  if (isOfAnother(call, result))
    return isAdopted(call, result)
      ? adoptionFault(call, result, history, told)
      : sharedFault(call, result, history, told)
  if (status === 'ok') return okFault(call, result, history.nowMs, told)
  if (status === 'failed') return failedFault(call, result, history.nowMs, told)
  return stoppedFault(call, result, history.nowMs, told)
}

/** It ended as a tool does, without an attempt of its own. */
function isOfAnother(call: CallWatch, { status, error }: ToolResult): boolean {
  if (call.attempts.length > 0) return false
  return (
    status === 'ok' ||
    status === 'timed-out' ||
    (status === 'failed' && error?.code !== codeOfInvalid(call))
  )
}

/** Its result may be kept back until its time is over, and counts all the same. Sums of times differ in their last digits. */
function hasReturnedInTime({ end, overMs = Infinity }: AttemptWatch, value: unknown): boolean {
  return end?.kind === 'returned' && end.value === value && end.atMs <= overMs + 1e-6
}

function okFault(
  call: CallWatch,
  { value }: ToolResult,
  nowMs: number,
  told: string,
): string | undefined {
  const attempt = call.attempts.find((one) => hasReturnedInTime(one, value)) ?? call.current
  const end = attempt?.end
  if (attempt === undefined || end?.kind !== 'returned')
    return `${told}, but its tool has not returned`
  if (end.value !== value) return `${told} with a value that its last attempt did not return`
  if (end.atMs !== nowMs && !call.isLastInside && !call.wasKeptBack)
    return `${told} ${nowMs - end.atMs} ms after its tool returned`
  const cause = earliest(attempt.causes(end.atMs))
  if (cause !== undefined && cause.atMs + attempt.graceMs < end.atMs)
    return `${told}, but its tool returned ${end.atMs - cause.atMs} ms after it was stopped (${cause.kind})`
  return undefined
}

function failedFault(
  call: CallWatch,
  { error }: ToolResult,
  nowMs: number,
  told: string,
): string | undefined {
  const attempt = thrownNow(call, nowMs, error?.code) ?? call.current
  if (attempt === undefined) {
    if (error?.code !== codeOfInvalid(call)) return `${told}, but it was not tried and is valid`
    return nowMs === call.checkedMs || call.isLastInside ? undefined : `${told} too late`
  }
  const { end, plan } = attempt
  if (end?.kind !== 'threw') return `${told}, but its tool did not throw`
  if (end.atMs !== nowMs && !call.isLastInside && !call.wasKeptBack)
    return `${told} ${nowMs - end.atMs} ms after its tool threw`
  const cause = earliest(attempt.causes(end.atMs))
  if (cause !== undefined && cause.atMs < end.atMs)
    return `${told}, but was stopped (${cause.kind})`
  const fault = plan.throws && faults[plan.throws]
  if (fault === undefined) return `${told}, but only stops when told to`
  if (error?.code !== fault.code) return `${told}, but its tool threw ${fault.code}`
  if (mayRetry(call, fault, nowMs) === 'must') return `${told}, but should have been tried again`
  return undefined
}

function deadlockFault(call: CallWatch, history: History, told: string): string | undefined {
  if (call.attempts.length > 0) return `${told}, but it had started`
  return call.waitedForItself || wouldWaitForever(call, history)
    ? undefined
    : `${told}, and there is none`
}

function codeOfInvalid(call: CallWatch): string | undefined {
  if (call.tool === undefined) return 'unknown_tool'
  if (call.plan.fault === undefined) return undefined
  return call.plan.fault === 'json' ? 'invalid_json' : 'invalid_input'
}
