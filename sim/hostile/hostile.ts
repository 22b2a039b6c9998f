import { smallSimulation } from '../small/small.ts'
import { makeHostilePlan } from './plan.ts'
import { HostileWorld } from './world.ts'

/** Whatever is sent, thrown or returned, that call is answered, nobody else suffers, and the engine goes on. */
export const hostile = smallSimulation({
  name: 'hostile',
  every: 4,
  make: makeHostilePlan,
  calls: ({ turns }) => turns.reduce((sum, { calls }) => sum + calls.length, 0),
  world: (plan) => new HostileWorld(plan),
})
