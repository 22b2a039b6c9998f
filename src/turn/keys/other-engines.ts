import type { CallRecord } from '../call-record.ts'
import type { Mover } from '../waits/wait.ts'

/**
 * Engines of which unfinished calls run inside calls of others, or share keys with others, and how many. What changes in
 * one of them may be what somebody in another can go on for: to lend, to borrow, or to come back.
 */
const engines = new Map<Mover<CallRecord>, number>()

/** Notes a call inside another that has begun, or has ended. */
export function countCrossing(inner: CallRecord, outer: CallRecord, by: 1 | -1): void {
  const isAlone = inner.turn.mover === outer.turn.mover && inner.turn.keys.engines === 1
  if (isAlone) return
  count(inner, by)
  count(outer, by)
}

function count({ turn: { mover } }: CallRecord, by: 1 | -1): void {
  const number = (engines.get(mover) ?? 0) + by
  if (number > 0) engines.set(mover, number)
  else engines.delete(mover)
}

/** How many ends of crossings an engine has. */
export function crossingsOf(mover: Mover<CallRecord>): number {
  return engines.get(mover) ?? 0
}

/** Something has changed in an engine. */
export function nudgeOthers(mover: Mover<CallRecord>): void {
  for (const other of engines.keys()) if (other !== mover) other.flushSoon()
}
