import type { Simulation } from './simulation.ts'

/** All that a seed is run through, by name. A process for one of them loads no other. */
const homes = {
  turns: async () => (await import('./turns.ts')).turns,
  restless: async () => (await import('./turns.ts')).restless,
  batch: async () => (await import('./batch/batch.ts')).batch,
  crash: async () => (await import('./crash/virtual/seed.ts')).crash,
  nested: async () => (await import('./nested/nested.ts')).nested,
  hostile: async () => (await import('./hostile/hostile.ts')).hostile,
  context: async () => (await import('./context/context.ts')).context,
  line: async () => (await import('./line/line.ts')).line,
  references: async () => (await import('./references/references.ts')).references,
  sharing: async () => (await import('./sharing/sharing.ts')).sharing,
  open: async () => (await import('./open/open.ts')).open,
  joined: async () => (await import('./joined/joined.ts')).joined,
  breakers: async () => (await import('./breakers/breakers.ts')).breakers,
  budget: async () => (await import('./budget/budget.ts')).budget,
  'odd-options': async () => (await import('./odd-options/odd-options.ts')).oddOptions,
} satisfies Readonly<Record<string, () => Promise<Simulation>>>

export function allSimulations(): Promise<readonly Simulation[]> {
  return Promise.all(Object.values(homes).map((load) => load()))
}

/** @throws {Error} if there is none of that name. */
export async function simulationOf(name: string): Promise<Simulation> {
  const found = Object.entries(homes).find(([known]) => known === name)
  if (found !== undefined) return found[1]()
  const names = Object.keys(homes).join(', ')
  throw new Error(`Expected one of the simulations (${names}), got "${name}".`)
}
