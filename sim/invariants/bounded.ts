import type { Invariant } from './invariant.ts'
import { slotsInUse } from './nesting.ts'

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
      if (history.limitsOf(call).some((limit) => limit.mayBeClosed(nowMs))) return undefined
    }
    for (const turn of turns.values())
      if (turn.report === undefined && !turn.isClosed(nowMs)) return undefined
    const names = [...running].map(({ name }) => name).join(', ')
    return `deadlock: all in flight (${names}) wait for turns inside them, of which no call can start`
  },
}
