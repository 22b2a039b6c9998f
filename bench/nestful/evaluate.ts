import { wavesOf, type InvalidPlan, type NestedPlan } from './plans.ts'
import { runPlan } from './run-plan.ts'

/** What `--json` prints. Sums are over the plans that are ok. */
export interface Totals {
  readonly plans: number
  /** Every step ran once, with the values that its references name, and the plan took exactly its critical path. */
  readonly ok: number
  readonly steps: number
  /** How often steps started. */
  readonly waves: number
  /** The longest chain of each plan, in calls. */
  readonly criticalPath: number
  /** Requests to the model that one call a message would have taken beyond those with a plan: of n steps, n - 1. */
  readonly requestsSaved: number
  /** Plans that cannot be run: a label in a call that no step has, a circle, no steps. */
  readonly invalid: readonly InvalidPlan[]
  /** Plans whose answer, which is no call, refers to a label that no step has. Their calls run like those of any other. */
  readonly badAnswers: readonly InvalidPlan[]
  /** Plans that can be run, and were not run right. */
  readonly wrong: readonly InvalidPlan[]
}

export async function evaluate(plans: readonly (NestedPlan | InvalidPlan)[]): Promise<Totals> {
  const invalid: InvalidPlan[] = []
  const badAnswers: InvalidPlan[] = []
  const wrong: InvalidPlan[] = []
  const sums = { ok: 0, steps: 0, waves: 0, criticalPath: 0, requestsSaved: 0 }
  for (const plan of plans) {
    if ('why' in plan) {
      invalid.push(plan)
      continue
    }
    const { id, steps, badAnswer } = plan
    if (badAnswer !== undefined) badAnswers.push({ id, why: badAnswer })
    const path = wavesOf(plan) ?? 0
    const run = await runPlan(plan).catch((error: unknown) => String(error))
    const why = typeof run === 'string' ? run : run.wrong
    if (typeof run === 'string' || why !== undefined) wrong.push({ id, why: String(why) })
    else if (run.wall !== path)
      wrong.push({ id, why: `It took ${run.wall}, and its critical path is ${path}.` })
    else {
      sums.ok += 1
      sums.steps += steps.length
      sums.waves += run.waves
      sums.criticalPath += path
      sums.requestsSaved += Math.max(0, steps.length - 1)
    }
  }
  return { plans: plans.length, ...sums, invalid, badAnswers, wrong }
}
