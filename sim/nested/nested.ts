import { smallSimulation } from '../small/small.ts'
import { makeNestedPlan } from './generate.ts'
import { callsOf, type NestedPlan } from './plan.ts'
import { inSequence } from './sequence.ts'
import { NestedWorld } from './world.ts'

/** Turns inside calls, with keys, limits and engines in every combination: every turn ends, without any time-out. */
export const nested = smallSimulation({
  name: 'nested',
  every: 2,
  make: makeNestedPlan,
  calls: ({ turns }) => [...callsOf(turns)].length,
  world: (plan) => new NestedWorld(plan),
  compare: sequenceFault,
})

/** What is nested comes to the same as one call after the other. */
function sequenceFault(plan: NestedPlan, { states, saw, watch }: NestedWorld): string | undefined {
  const expected = inSequence(plan)
  if (expected === undefined || [...watch.calls.values()].some(({ body }) => !body))
    return undefined
  for (const [id, seen] of expected.saw)
    if (saw.get(id)?.join() !== seen.join())
      return `${id} saw what it does not see when calls run one by one`
  const isSame = states.every(
    ({ cells }, engine) => cells.join() === expected.states[engine]?.cells.join(),
  )
  return isSame ? undefined : 'the state at the end is not that of running one by one'
}
