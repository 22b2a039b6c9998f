import { getEventListeners } from 'node:events'
import type { Invariant } from './invariant.ts'

/** G8: after a turn no timer, listener or late result is left. (Slots and keys are probed by the world.) */
export const leaks: Invariant = {
  guarantee: 'G8',

  finished({ engineTimers, signals }) {
    if (engineTimers() > 0) return `the engine has ${engineTimers()} timers left`
    for (const { signal, name } of signals) {
      const left = getEventListeners(signal, 'abort').length
      if (left > 0) return `${left} listeners are left on the signal of ${name}`
    }
    return undefined
  },
}
