import type { Plan } from './plan.ts'
import { simulate } from './simulate.ts'
import { Trace } from './trace.ts'
import type { Circumstances } from './world/world.ts'

/** Runs a plan and tells all that happens. */
export async function trace(
  plan: Plan,
  circumstances?: Circumstances,
): Promise<{ message: string; lines: readonly string[] }> {
  const log = new Trace()
  const { violation } = await simulate(plan, { ...circumstances, trace: log })
  const message =
    violation === undefined ? 'nothing is violated' : `${violation.guarantee}: ${violation.message}`
  return { message, lines: log.lines }
}
