import { smallSimulation } from '../small/small.ts'
import { makeBreakersPlan } from './plan.ts'
import { BreakersWorld } from './world.ts'

/** Services fall ill and recover behind breakers and adaptive limits: nothing is refused or kept back without a reason. */
export const breakers = smallSimulation({
  name: 'breakers',
  every: 6,
  make: makeBreakersPlan,
  calls: ({ turns }) => turns.reduce((sum, { calls }) => sum + calls.length, 0),
  world: (plan) => new BreakersWorld(plan),
})
