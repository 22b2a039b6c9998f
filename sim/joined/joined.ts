import { smallSimulation } from '../small/small.ts'
import { makeJoinedPlan } from './plan.ts'
import { JoinedWorld } from './world.ts'

/** Turns of one id that come several times, on several engines of one journal, are stopped and suspended, and come again. */
export const joined = smallSimulation({
  name: 'joined',
  every: 6,
  make: makeJoinedPlan,
  calls: ({ turns, callers }) =>
    callers.reduce(
      (sum, { turn }) => sum + (turns.find(({ id }) => id === turn)?.calls.length ?? 0),
      0,
    ),
  world: (plan) => new JoinedWorld(plan),
})
