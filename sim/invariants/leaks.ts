import { getEventListeners } from 'node:events'
import type { Invariant } from './invariant.ts'

/** G8: after a turn no timer, listener or late result is left. (Slots and keys are probed by the world.) */
export const leaks: Invariant = {
  guarantee: 'G8',

  quiet({ engineTimers, live, flight, turns }) {
    // One for each attempt, one for what each call waits for or for its next attempt, two for each turn, whose deadline
    // and whose grace come to an end, and one for the limits that open by time.
    let most = live.size > 0 ? live.size + flight.running.size + 1 : 0
    for (const { report, deadlines } of turns.values())
      if (report === undefined) most += 2 + deadlines
    const timers = engineTimers()
    return timers > most ? `the engine has ${timers} timers, and uses ${most} at most` : undefined
  },

  finished({ engineTimers, signals }) {
    if (engineTimers() > 0) return `the engine has ${engineTimers()} timers left`
    for (const { signal, name } of signals) {
      const left = getEventListeners(signal, 'abort').length
      if (left > 0) return `${left} listeners are left on the signal of ${name}`
    }
    return undefined
  },
}
