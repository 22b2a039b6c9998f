import { smallSimulation } from '../small/small.ts'
import { makeSharingPlan } from './plan.ts'
import { SharingWorld } from './world.ts'

/** Identical calls share results that are still true, within one tenant's scope, each as a value of its own. */
export const sharing = smallSimulation({
  name: 'sharing',
  every: 3,
  make: makeSharingPlan,
  calls: ({ turns }) => turns.reduce((sum, { calls }) => sum + calls.length, 0),
  world: (plan) => new SharingWorld(plan),
})
