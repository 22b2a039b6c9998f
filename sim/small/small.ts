import type { Violation } from '../monitor.ts'
import { shrink } from '../shrink.ts'
import type { Simulation } from '../simulation.ts'
import { dataText } from './data-text.ts'
import type { Stage } from './stage.ts'

/** A plan come to life; what is wrong is noted on its stage. */
export interface SmallWorld {
  readonly stage: Stage
  run(): Promise<void>
}

export interface SmallSimulation<P, World extends SmallWorld> {
  readonly name: string
  readonly every: number
  /** Always the same for the same seed, and data. */
  readonly make: (seed: number) => P
  readonly calls: (plan: P) => number
  readonly world: (plan: P) => World
  /** Looks at a world in which nothing was wrong, beside what it has to be like. Returns what is wrong. */
  readonly compare?: (plan: P, world: World) => Promise<string | undefined> | string | undefined
}

/** A simulation of plans that are played on a stage; they are shrunk, too. */
export function smallSimulation<P extends object, World extends SmallWorld>(
  options: SmallSimulation<P, World>,
): Simulation {
  const { name, every, make, calls, world, compare } = options
  const play = async (plan: P): Promise<Stage> => {
    const alive = world(plan)
    const { stage } = alive
    await alive.run()
    const fault = stage.violation === undefined ? await compare?.(plan, alive) : undefined
    if (fault !== undefined) stage.fail('G2', fault)
    return stage
  }
  return {
    name,
    every,

    async run(seed) {
      const plan = make(seed)
      return { violation: (await play(plan)).violation, calls: calls(plan) }
    },

    async explain(seed, violation) {
      const run = async (plan: P): Promise<Violation | undefined> => (await play(plan)).violation
      const plan = await shrink(make(seed), violation, { run, mostRuns: 1_000 })
      const stage = await play(plan)
      return [dataText(plan), ...stage.log, stage.violation?.message].join('\n')
    },
  }
}
