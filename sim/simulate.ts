import { describeError } from './describe-error.ts'
import type { Plan } from './plan.ts'
import type { Outcome } from './simulation.ts'
import { catchStrays } from './small/strays.ts'
import { probe } from './world/probe.ts'
import { World, type Circumstances } from './world/world.ts'

/** Thrown to leave a run in which something is wrong already. */
class Enough extends Error {}

/** Runs a plan under the virtual clock and says what was wrong. The same plan always gives the same outcome. */
export async function simulate(plan: Plan, circumstances?: Circumstances): Promise<Outcome> {
  const world = new World(plan, circumstances)
  const { monitor, clock, history } = world
  const release = catchStrays((error) => monitor.fail('crash', describeError(error)))
  clock.onMove = (untilMs) => {
    monitor.quiet(untilMs)
    if (monitor.violation !== undefined) throw new Enough()
  }
  try {
    world.begin()
    await clock.runUntilIdle()
    monitor.quiet()
    const isOver = [...history.turns.values()].every(({ report }) => report !== undefined)
    if (isOver && monitor.violation === undefined) await probe(world)
    monitor.finished()
  } catch (error) {
    if (!(error instanceof Enough)) monitor.fail('crash', describeError(error))
  } finally {
    release()
  }
  let calls = 0
  for (const turn of history.turns.values()) calls += turn.calls.length
  return { violation: monitor.violation, calls }
}
