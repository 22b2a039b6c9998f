import { conflict } from '../model/touch.ts'
import type { AttemptWatch } from '../watch/attempt-watch.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import type { Invariant } from './invariant.ts'
import { isInside } from './nesting.ts'

/** G2: conflicting calls keep call order, and never overlap, in one turn and across turns. */
export const conflicts: Invariant = {
  guarantee: 'G2',

  started(attempt, { live, flight, nowMs }) {
    const { call } = attempt
    for (const other of live) {
      if (other === call || !doConflict(call, other)) continue
      if (other.turn !== call.turn) {
        if (mayBeAtIt(other) && !isInside(call, other) && !isInside(other, call))
          return `${call.name} started while ${other.name} of another turn was at it`
      } else if (other.index < call.index && other.isValid)
        return `${call.name} started before ${other.name} had settled`
      else if (other.attempts.length > 0)
        return `${call.name} started after ${other.name}, which comes later`
    }
    for (const other of flight.executing) {
      // What runs inside a call is its own business.
      if (other === attempt || isInside(call, other.call) || isInside(other.call, call)) continue
      if (!doConflict(call, other.call) || isLetGo(other, nowMs)) continue
      return `${attempt.name} started while the tool of ${other.name} was at work`
    }
    return undefined
  },

  settled(call, result) {
    if (result.attempts > 0 || result.status !== 'ok') return undefined
    const before = call.turn.calls.find(
      (other) => other.index < call.index && other.stage !== 'settled' && doConflict(call, other),
    )
    return before && `${call.name} took over a result before ${before.name} had settled`
  },
}

/** Not one that is over, and of which the attempt around it is about to hear: its keys are free. */
function mayBeAtIt({ attempts, inFlight, isLastInside }: CallWatch): boolean {
  return attempts.length > 0 && !(isLastInside && inFlight.some(({ end }) => end !== undefined))
}

function doConflict(one: CallWatch, other: CallWatch): boolean {
  return one.touch !== undefined && other.touch !== undefined && conflict(one.touch, other.touch)
}

/** It was told to stop, has had its grace, and is no longer waited for. */
function isLetGo(attempt: AttemptWatch, nowMs: number): boolean {
  if (attempt.overMs === undefined) return false
  return attempt.causes(nowMs).some(({ atMs }) => atMs + attempt.graceMs <= nowMs)
}
