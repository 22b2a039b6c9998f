// A process of its own for one mutant: prints as JSON which seed caught it, if one did.
import { breakSource } from './break-source.ts'
import type { Failure } from '../seeds.ts'
import { mutants } from './mutants.ts'

const [name, seeds, except = ''] = process.argv.slice(2)
const mutant = mutants.find((one) => one.name === name)
if (mutant === undefined) throw new Error(`Expected the name of a mutant, got "${name}".`)
breakSource(mutant)
const { runSeeds } = await import('../seeds.ts')
const { simulationOf } = await import('../simulations.ts')
const ignored = new Set(except.split(',').map(Number))
const isCaught = ({ seed }: Failure): boolean => !ignored.has(seed)
const tally = await runSeeds(1, Number(seeds), {
  through: [simulationOf(mutant.by)],
  isEnough: (failures) => failures.some(isCaught),
})
console.log(JSON.stringify({ seeds: tally.seeds, failure: tally.failures.find(isCaught) }))
