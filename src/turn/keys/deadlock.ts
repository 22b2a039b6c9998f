import type { CallRecord } from '../call-record.ts'
import { allWaitingFor } from './wait-graph.ts'

/** Each round takes one edge out of a circle, and nobody has that many. */
const mostRounds = 1_000

/**
 * Looks whether a call inside others, which has begun to wait for keys, waits for itself: only such a call can, for all
 * others hold nothing that they did not take in one step. Where somebody in the circle holds nothing of what is
 * waited for, and only came first, that one is overtaken.
 *
 * @returns the key for which the call would wait forever, if those who hold the keys make the circle.
 */
export function deadlockedKey(call: CallRecord): string | undefined {
  // Who is overtaken waits for others than before.
  const changed = [call]
  let rounds = 0
  for (const one of changed)
    for (; rounds < mostRounds && !one.turn.keys.holds(one); rounds += 1) {
      const key = keyOfCircle(one)
      if (key !== undefined && one === call) return key
      const moved = key === undefined ? breakCircle(one) : []
      if (moved.length === 0) break
      for (const other of moved) if (other !== one && other.turn.parent) changed.push(other)
    }
  return undefined
}

/** The key at which a circle closes whose calls all hold what the others wait for. */
function keyOfCircle(call: CallRecord): string | undefined {
  const { keys } = call.turn
  for (const [waiter] of allWaitingFor(call, true)) {
    const key = waiter.turn.keys.holds(waiter) ? keys.meetingKey(call, waiter) : undefined
    if (key !== undefined) return key
  }
  return undefined
}

/** If there is a circle, takes one edge out of it. Returns whose places in line are new. */
function breakCircle(call: CallRecord): readonly CallRecord[] {
  const waiting = allWaitingFor(call, false)
  for (const [first] of waiting) {
    if (call.turn.keys.meetingKey(call, first) === undefined) continue
    let [waiter, blocker]: [CallRecord, CallRecord] = [call, first]
    while (!onlyCameFirst(blocker, waiter) && blocker !== call) {
      waiter = blocker
      blocker = waiting.get(blocker) ?? call
    }
    if (blocker !== call) return blocker.turn.keys.overtake(waiter, blocker)
  }
  return []
}

/**
 * Whether a call keeps another waiting only because it came first: it waits for its keys, too, and holds nothing, itself
 * or by a call around it, for which the other would wait all the same.
 */
function onlyCameFirst(blocker: CallRecord, waiter: CallRecord): boolean {
  const { keys } = blocker.turn
  if (keys.holds(blocker) || keys.meetingKey(waiter, blocker) === undefined) return false
  return !allWaitingFor(blocker, true).has(waiter)
}
