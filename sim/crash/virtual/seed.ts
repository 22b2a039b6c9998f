import type { Violation } from '../../monitor.ts'
import { faultsOf } from '../checks.ts'
import { explain } from '../explain.ts'
import { makeCrashPlan } from '../generate.ts'
import { playVirtually } from './play.ts'

/** Every second seed of the simulation also has a crash: most of what it shows needs no more. */
const every = 2

/** What is wrong when the engine of a seed's crash plan dies and is started again; undefined if nothing is. */
export async function crashFault(seed: number): Promise<Violation | undefined> {
  if (seed % every !== 0) return undefined
  return (await playVirtually(makeCrashPlan(seed, 'virtual'))).violation
}

/** The plan, the ledger and the journal of a seed's crash. */
export async function explainCrash(seed: number): Promise<string> {
  const { evidence, violation } = await playVirtually(makeCrashPlan(seed, 'virtual'))
  const faults = faultsOf(evidence)
  const told = faults.length > 0 ? faults : [violation?.message ?? 'nothing is violated']
  return explain(evidence, told, { replay: `node sim/run.ts --seed ${seed}` })
}
