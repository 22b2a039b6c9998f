import type { Guarantee } from './invariants/invariant.ts'
import type { Plan } from './plan.ts'
import { edits } from './shrink-edits.ts'
import { simulate } from './simulate.ts'

/**
 * Makes a failing plan smaller as long as it violates the same guarantee: one edit after another, greedily, until none
 * helps or `mostRuns` are used up.
 */
export async function shrink(plan: Plan, guarantee: Guarantee, mostRuns = 3_000): Promise<Plan> {
  let smallest = plan
  let runs = 0
  for (let progress = true; progress; ) {
    progress = false
    // An edit that helped is followed by the next of the same list: what it names may be gone, and then it does nothing.
    for (const edit of edits(smallest)) {
      const candidate = edit(smallest)
      if (candidate === undefined) continue
      if (runs === mostRuns) return smallest
      runs += 1
      const { violation } = await simulate(candidate)
      if (violation?.guarantee !== guarantee) continue
      smallest = candidate
      progress = true
    }
  }
  return smallest
}
