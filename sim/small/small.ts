import type { Violation } from '../monitor.ts'
import { shrink } from '../shrink.ts'
import type { Simulation } from '../simulation.ts'
import { dataText } from './data-text.ts'
import type { Stage } from './stage.ts'

export interface SmallSimulation<P> {
  readonly name: string
  readonly every: number
  /** Always the same for the same seed, and data. */
  readonly make: (seed: number) => P
  readonly calls: (plan: P) => number
  /** Runs a plan; what is wrong is noted on its stage. */
  readonly play: (plan: P) => Promise<Stage>
}

/** A simulation of plans that are played on a stage; they are shrunk, too. */
export function smallSimulation<P extends object>(options: SmallSimulation<P>): Simulation {
  const { name, every, make, calls, play } = options
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
