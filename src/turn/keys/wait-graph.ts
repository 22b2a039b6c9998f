import type { CallRecord } from '../call-record.ts'

/**
 * Who waits for whom: one graph over turns, keys, shared results, references, limits and calls inside calls, of all
 * engines. Nothing of it is kept: each wait knows its own edges, and what is asked follows them from one call.
 */

/** Whom a call waits for, each of whom has to end first. */
function* blockersOf(call: CallRecord): Generator<CallRecord> {
  if (call.attempts !== undefined) yield* call.attempts.inside()
  if (call.result === undefined) yield* call.turn.waits[call.at]?.blockers?.(call) ?? []
  else yield* call.turn.keys.keptFor(call)
}

/** Who waits for a call; `firm`: but for those who only came after it in a line. */
function* waitersOf(call: CallRecord, firm: boolean): Generator<CallRecord> {
  const { parent, batch, waits } = call.turn
  if (parent?.waitsFor(call) === true) yield parent.call
  if (batch?.call !== undefined) yield batch.call
  for (const wait of waits) yield* wait.waiters?.(call, firm) ?? []
}

/** All who wait for a call, through whatever, each with the one that it waits for. */
export function allWaitingFor(
  call: CallRecord,
  firm: boolean,
): ReadonlyMap<CallRecord, CallRecord> {
  const found = new Map([[call, call]])
  for (const [one] of found)
    for (const waiter of waitersOf(one, firm)) if (!found.has(waiter)) found.set(waiter, one)
  found.delete(call)
  return found
}

/** Whether a call is of a turn inside another, however deep. */
export function isInside(call: CallRecord, outer: CallRecord): boolean {
  for (let { parent } = call.turn; parent !== undefined; { parent } = parent.call.turn)
    if (parent.call === outer) return true
  return false
}

/** Whether anybody waits for a call. */
export function isAwaited(call: CallRecord): boolean {
  return waitersOf(call, false).next().done !== true
}

/** All that some calls need, through whatever, themselves included: each as soon as it is found. */
export function* allNeededBy(calls: Iterable<CallRecord>): Generator<CallRecord> {
  const found = new Set(calls)
  yield* found
  for (const call of found)
    for (const need of needsOf(call))
      for (const one of need) {
        if (found.has(one)) continue
        found.add(one)
        yield one
      }
}

/** What a call needs before it can go on: of each group one. */
export function* needsOf(call: CallRecord): Generator<readonly CallRecord[]> {
  for (const blocker of blockersOf(call)) yield [blocker]
  yield* limitNeedsOf(call)
}

/** Of each limit that keeps a call waiting, and that nobody is at work on: those who hold it. */
export function* limitNeedsOf(call: CallRecord): Generator<readonly CallRecord[]> {
  if (call.attempts === undefined || call.result !== undefined) return
  // What a call around it holds is lent to it.
  for (const holders of call.attempts.waitingHolders())
    if (!holders.some((holder) => isInside(call, holder))) yield holders
}
