import { smallSimulation } from '../small/small.ts'
import { makeReferencePlan } from './plan.ts'
import { ReferenceWorld } from './world.ts'

/** Calls that use earlier results run with what those are, and a person is shown what will run. */
export const references = smallSimulation({
  name: 'references',
  every: 3,
  make: makeReferencePlan,
  calls: ({ calls }) => calls.length,
  world: (plan) => new ReferenceWorld(plan),
})
