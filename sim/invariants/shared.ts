import { isDeepStrictEqual } from 'node:util'
import type { ToolResult } from '../../src/call/report/result.ts'
import { conflict } from '../model/touch.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import type { History } from '../watch/history.ts'
import type { Invariant } from './invariant.ts'

/** Equal calls share a result only if their tool asks for it, and only one that is still true. */
export const shared: Invariant = {
  guarantee: 'G2',

  started({ call, number }, history) {
    // A call inside another that waited for its equal could wait for itself in the end. What runs on its own runs so to its end.
    if (!call.isShared || call.turn.parent !== undefined || number > 1) return undefined
    for (const attempt of history.flight.running) {
      const other = attempt.call
      if (other === call || other.turn.parent !== undefined || other.inputKey !== call.inputKey)
        continue
      if (!isOld(attempt, history))
        return `${call.name} started while ${other.name}, its equal, was in flight`
    }
    return undefined
  },
}

/** What an attempt reads may have been written since it started: inside it, or by somebody who was given up. */
function isOld(
  { call: { touch }, startMs }: AttemptWatch,
  { turns, executions }: History,
): boolean {
  const writes = (other: CallWatch): boolean =>
    touch !== undefined && other.touch !== undefined && conflict(touch, other.touch)
  if (executions.some(({ attempt, late }) => late && writes(attempt.call))) return true
  for (const { calls } of turns.values())
    for (const other of calls)
      if (
        other.attempts.length > 0 &&
        other.stage === 'settled' &&
        other.settledMs >= startMs &&
        writes(other)
      )
        return true
  return false
}

/** Whether an equal call's attempt gave this result, at a time at which it could be shared. */
export function sharedFault(
  call: CallWatch,
  result: ToolResult,
  history: History,
  told: string,
): string | undefined {
  const { nowMs } = history
  if (!call.isShared) return `${told} without an attempt, and shares no results`
  const source = equals(call, history).find(
    (other) => other.attempts.length > 0 && isSame(other, result, nowMs),
  )
  if (source === undefined) return `${told} without an attempt, and no equal call ended so`
  // One inside another may have had it for a while, and was told when that could go on.
  const takenMs = call.isLastInside
    ? Math.min(nowMs, Math.max(call.checkedMs, source.settledMs))
    : nowMs
  const ageMs = takenMs - Math.min(takenMs, source.settledMs)
  const cacheMs = result.status === 'ok' ? (call.tool?.cacheMs ?? 0) : 0
  if (ageMs > 0 && ageMs >= cacheMs) return `${told} by a result of ${source.name}, ${ageMs} ms old`
  if (takenMs < nowMs) return undefined
  // What was written while it waited for its equal may come before or after what it gets.
  return staleFault(call, result, history, told, Math.min(nowMs, call.sharesSinceMs))
}

function equals(call: CallWatch, { turns }: History): CallWatch[] {
  return [...turns.values()].flatMap(({ calls }) =>
    calls.filter((other) => other !== call && other.inputKey === call.inputKey),
  )
}

/** A call's followers may be told of its end before it is itself: then its attempts know. */
function isSame({ result, inFlight }: CallWatch, other: ToolResult, nowMs: number): boolean {
  if (result !== undefined && result.status !== other.status) return false
  if (result !== undefined)
    return other.status === 'ok' ? isCopy(other.value, result.value) : result.error === other.error
  return inFlight.some(({ end, timeoutAtMs }) => {
    if (other.status === 'ok') return end?.kind === 'returned' && isCopy(other.value, end.value)
    if (other.status === 'timed-out') return timeoutAtMs <= nowMs
    return end?.kind === 'threw'
  })
}

/** Everybody gets a value of its own, which says the same. */
export function isCopy(value: unknown, original: unknown): boolean {
  return value !== original && isDeepStrictEqual(value, original)
}

/** What the tool would see now, it must have seen, but for what those who were given up have written since. */
export function staleFault(
  call: CallWatch,
  { status, value }: ToolResult,
  { state, executions, nowMs }: History,
  told: string,
  sinceMs = nowMs,
): string | undefined {
  // Of a tool that was given up it is heard, when it ends, that it may have written.
  const isHeard = !executions.some(
    ({ late, wrote, attempt }) => late && wrote && (attempt.end?.atMs ?? Infinity) >= sinceMs,
  )
  if (status !== 'ok' || !isHeard) return undefined
  const { saw } = value as { saw: number | undefined }
  const { reads, writes } = call.touch?.acts ?? { reads: 0, writes: 0 }
  if (saw === undefined) return undefined
  return saw === state.digest(reads | writes)
    ? undefined
    : `${told} by a result that is true no more`
}
