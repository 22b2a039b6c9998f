import type { Simulation } from '../../simulation.ts'
import { faultsOf } from '../checks.ts'
import { explain } from '../explain.ts'
import { factsOf } from '../facts.ts'
import { makeCrashPlan } from '../generate.ts'
import { playVirtually } from './play.ts'

/** An engine with a journal in memory dies, and another takes up its turns. */
export const crash: Simulation = {
  name: 'crash',
  every: 3,

  async run(seed) {
    const plan = makeCrashPlan(seed, 'virtual')
    const { violation } = await playVirtually(plan)
    return { violation, calls: factsOf(plan).length }
  },

  /** The plan, the ledger and the journal. */
  async explain(seed) {
    const { evidence, violation } = await playVirtually(makeCrashPlan(seed, 'virtual'))
    const faults = faultsOf(evidence)
    const told = faults.length > 0 ? faults : [violation?.message ?? 'nothing is violated']
    return explain(evidence, told, { replay: `node sim/run.ts --seed ${seed}` })
  },
}
