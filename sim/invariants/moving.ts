import { conflict, isKeyed, type Touch } from '../model/touch.ts'
import type { CallWatch } from '../watch/call-watch.ts'
import type { History } from '../watch/history.ts'
import { isAllowed } from './approved.ts'
import type { Invariant } from './invariant.ts'
import { hasPermits } from './limited.ts'
import { heirOf, isInside, mayBeKeptBack, maybeFull, wouldWaitForever } from './nesting.ts'

/** Every call that could move has moved, and the run ends. Failures elsewhere keep nobody back (G5). */
export const moving: Invariant = {
  guarantee: 'live',

  quiet(history) {
    const { live, nowMs } = history
    for (const call of live) {
      if (call.stage === 'waiting' && call.checkedMs <= nowMs && mayBeKeptBack(call, history))
        call.waitedForItself ||= wouldWaitForever(call, history)
      if (call.stage === 'running') {
        const done = call.inFlight.filter(({ end }) => end !== undefined)
        if (done.length === 0) continue
        if (mayBeKeptBack(call, history)) call.wasKeptBack = true
        else
          for (const one of done)
            if (one.causes(nowMs).length === 0)
              return `the tool of ${one.name} is done since ${one.end?.atMs} ms`
      } else if (!call.isValid) {
        if (call.checkedMs <= nowMs && !mayBeKeptBack(call, history))
          return `${call.name} is not valid and has no answer`
      } else if (isReady(call, nowMs) && !isBlocked(call, history) && mayStart(call, history)) {
        // It has ended, and nobody has been told.
        const isOver = call.causes(nowMs).some(({ isDue }) => isDue)
        if (!isOver || !mayBeKeptBack(call, history)) return `${call.name} could run, and does not`
      }
    }
    return undefined
  },

  finished({ turns }) {
    for (const turn of turns.values())
      if (turn.report === undefined) return `nothing is left to happen, and ${turn.id} has no end`
    return undefined
  },
}

function isReady(call: CallWatch, nowMs: number): boolean {
  if (call.checkedMs > nowMs || call.retryAtMs > nowMs || !isAllowed(call, nowMs)) return false
  return call.isEarly || call.turn.committed
}

function isBlocked(call: CallWatch, { live, nowMs }: History): boolean {
  const { touch } = call
  if (call.waitsFor === 'shared' && hasLeader(call, live)) return true
  if (touch === undefined || !isKeyed(touch)) return false
  const heir = heirOf(call)
  for (const other of live) {
    if (other === call || other.touch === undefined) continue
    if (inheritsAgainst(other, touch)) return true
    if (other.turn !== call.turn) {
      if (isInside(call, other) || (heir !== undefined && !isInside(other, heir))) continue
      if (mayHoldKeys(other, nowMs) && conflict(touch, other.touch)) return true
    } else if (other.index < call.index)
      // While a schema is at work, nobody knows whether its call will touch anything.
      if (other.checkedMs > nowMs || (other.isValid && conflict(touch, other.touch))) return true
  }
  return false
}

/** A call around it that has settled holds its keys until the calls inside it are done with them. */
function inheritsAgainst(call: CallWatch, touch: Touch): boolean {
  for (let { parent } = call.turn; parent !== undefined; parent = parent.call.turn.parent)
    if (parent.call.stage === 'settled' && parent.call.touch !== undefined)
      if (conflict(touch, parent.call.touch)) return true
  return false
}

/** An equal call that it shares the result of is on its way. */
function hasLeader(call: CallWatch, live: ReadonlySet<CallWatch>): boolean {
  for (const other of live)
    if (other !== call && other.inputKey === call.inputKey && other.waitsFor !== 'shared')
      return true
  return false
}

/** Between its attempts a call keeps its keys. */
function mayHoldKeys(call: CallWatch, nowMs: number): boolean {
  return call.isValid && (call.attempts.length > 0 || isReady(call, nowMs))
}

function mayStart(call: CallWatch, history: History): boolean {
  return !maybeFull(history) && hasPermits(call, history)
}
