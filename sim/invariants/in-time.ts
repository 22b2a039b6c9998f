import { earliest } from '../watch/cause.ts'
import type { Invariant } from './invariant.ts'
import { mayBeKeptBack } from './nesting.ts'

/** G4: no attempt outlives its time-out, and no turn its end, by more than the grace. */
export const inTime: Invariant = {
  guarantee: 'G4',

  quiet(history) {
    const { live, flight, turns, nowMs, engine } = history
    for (const attempt of flight.running) {
      const cause = earliest(attempt.causes(nowMs))
      const isLate = cause !== undefined && cause.atMs + attempt.graceMs <= nowMs
      if (isLate && !mayBeKeptBack(attempt.call, history))
        return `${attempt.name} is in flight ${nowMs - cause.atMs} ms after ${cause.kind}`
    }
    for (const call of live) {
      const cause = call.stage === 'running' ? undefined : earliest(call.causes(nowMs))
      if (cause !== undefined && !mayBeKeptBack(call, history))
        return `${call.name} still waits after ${cause.kind}`
    }
    for (const turn of turns.values()) {
      const cause = turn.report === undefined ? earliest(turn.causes(nowMs)) : undefined
      if (cause !== undefined && cause.atMs + engine.graceMs < nowMs)
        return `${turn.id} goes on ${nowMs - cause.atMs} ms after ${cause.kind}`
    }
    return undefined
  },
}
