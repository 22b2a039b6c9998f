import { smallSimulation } from '../small/small.ts'
import { makeLinePlan } from './plan.ts'
import { LineWorld } from './world.ts'

/** Turns of hundreds of calls beside small ones: each gets its share of slots and limits, and what comes back goes first. */
export const line = smallSimulation({
  name: 'line',
  every: 20,
  make: makeLinePlan,
  calls: ({ turns }) => turns.reduce((sum, { tools }) => sum + tools.length, 0),
  world: (plan) => new LineWorld(plan),
})
