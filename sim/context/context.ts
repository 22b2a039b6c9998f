import { smallSimulation } from '../small/small.ts'
import { makeContextPlan } from './plan.ts'
import { ContextWorld } from './world.ts'

/** Every callback runs in the context of its own turn, every tool in that of its call; engines are used inside callbacks. */
export const context = smallSimulation({
  name: 'context',
  every: 4,
  make: makeContextPlan,
  calls: ({ turns }) => turns.reduce((sum, { calls }) => sum + calls.length, 0),
  world: (plan) => new ContextWorld(plan),
})
