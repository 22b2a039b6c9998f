import { batch } from './batch/batch.ts'
import { breakers } from './breakers/breakers.ts'
import { budget } from './budget/budget.ts'
import { context } from './context/context.ts'
import { crash } from './crash/virtual/seed.ts'
import { hostile } from './hostile/hostile.ts'
import { line } from './line/line.ts'
import { nested } from './nested/nested.ts'
import { open } from './open/open.ts'
import { references } from './references/references.ts'
import { sharing } from './sharing/sharing.ts'
import type { Simulation } from './simulation.ts'
import { turns } from './turns.ts'

/** All that a seed is run through. */
export const simulations: readonly Simulation[] = [
  turns,
  batch,
  crash,
  nested,
  hostile,
  context,
  line,
  references,
  sharing,
  open,
  breakers,
  budget,
]

/** @throws {Error} if there is none of that name. */
export function simulationOf(name: string): Simulation {
  const found = simulations.find((one) => one.name === name)
  if (found !== undefined) return found
  const names = simulations.map((one) => one.name).join(', ')
  throw new Error(`Expected one of the simulations (${names}), got "${name}".`)
}
