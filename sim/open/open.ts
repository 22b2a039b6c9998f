import { smallSimulation } from '../small/small.ts'
import { makeOpenPlan } from './plan.ts'
import { OpenWorld } from './world.ts'

/** Open turns, whose calls come one by one with bodies and signals of their own, are withdrawn, and come again. */
export const open = smallSimulation({
  name: 'open',
  every: 4,
  make: makeOpenPlan,
  calls: ({ turns }) => turns.reduce((sum, { adds }) => sum + adds.length, 0),
  world: (plan) => new OpenWorld(plan),
})
