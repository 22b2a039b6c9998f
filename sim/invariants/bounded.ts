import type { CallWatch } from '../watch/call-watch.ts'
import type { History } from '../watch/history.ts'
import type { Invariant } from './invariant.ts'
import { isInside, slotsInUse } from './nesting.ts'

/** G3: never more than `concurrency` attempts in flight, and no deadlock of nested turns. */
export const bounded: Invariant = {
  guarantee: 'G3',

  started(attempt, history) {
    const { concurrency } = history.engine
    if (history.flight.running.size <= concurrency) return undefined
    const slots = slotsInUse(history)
    if (slots <= concurrency) return undefined
    return `${attempt.name} is in flight as one of ${slots}, and ${concurrency} may be`
  },

  quiet(history) {
    const { live, turns, nowMs } = history
    const { running } = history.flight
    if (running.size === 0) return undefined
    for (const attempt of running) if (!attempt.waitsForNested) return undefined
    for (const call of live) {
      if (call.stage === 'running') continue
      const isTimed = nowMs < call.retryAtMs || nowMs < call.checkedMs
      if (isTimed || call.waitsFor === 'approval') return undefined
      if (waitsForLimitOfOthers(call, history)) return undefined
      if (history.limitsOf(call).some((limit) => limit.mayBeClosed(nowMs))) return undefined
    }
    for (const turn of turns.values())
      if (turn.report === undefined && !turn.isClosed(nowMs)) return undefined
    const names = [...running].map(({ name }) => name).join(', ')
    return `deadlock: all in flight (${names}) wait for turns inside them, of which no call can start`
  },
}

/** Two calls that each hold a limit which the turn inside the other needs have to wait for a time-out. */
function waitsForLimitOfOthers(call: CallWatch, { flight }: History): boolean {
  if (call.turn.parent === undefined || call.waitsFor !== 'limit' || call.isUnlimited) return false
  for (const { call: other } of flight.running)
    if (!isInside(call, other) && !other.isUnlimited) return true
  return false
}
