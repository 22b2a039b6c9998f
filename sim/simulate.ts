import type { Violation } from './monitor.ts'
import type { Plan } from './plan.ts'
import type { Trace } from './trace.ts'
import { probe } from './world/probe.ts'
import { World } from './world/world.ts'

export interface Outcome {
  readonly violation: Violation | undefined
  /** How many calls were received. */
  readonly calls: number
}

/** Thrown to leave a run in which something is wrong already. */
class Enough extends Error {}

/** Runs a plan under the virtual clock and says what was wrong. The same plan always gives the same outcome. */
export async function simulate(plan: Plan, trace?: Trace): Promise<Outcome> {
  const world = new World(plan, trace)
  const { monitor, clock, history } = world
  const onStray = (error: unknown): void => monitor.fail('crash', describe(error))
  process.on('unhandledRejection', onStray)
  process.on('uncaughtException', onStray)
  clock.onMove = () => {
    monitor.quiet()
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
    if (!(error instanceof Enough)) monitor.fail('crash', describe(error))
  } finally {
    process.off('unhandledRejection', onStray)
    process.off('uncaughtException', onStray)
  }
  let calls = 0
  for (const turn of history.turns.values()) calls += turn.calls.length
  return { violation: monitor.violation, calls }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
