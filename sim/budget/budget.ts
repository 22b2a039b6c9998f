import { smallSimulation } from '../small/small.ts'
import { makeBudgetPlan } from './plan.ts'
import { BudgetWorld } from './world.ts'

/** Results under budgets: cut fairly, with head and tail, told to be cut, and whole to be read. */
export const budget = smallSimulation({
  name: 'budget',
  every: 10,
  make: makeBudgetPlan,
  calls: ({ turns }) => turns.reduce((sum, { calls }) => sum + calls.length, 0),
  world: (plan) => new BudgetWorld(plan),
})
