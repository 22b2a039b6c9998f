// A process of its own for one mutant: prints as JSON which seed caught it, if one did.
import type { Failure } from '../seeds.ts'
import { loadBroken } from './break-source.ts'

/** `source`: of the broken file, without types. */
const [file = '', source = '', by = '', seeds, except = ''] = process.argv.slice(2)
loadBroken(file, source)
const { runSeeds } = await import('../seeds.ts')
const { simulationOf } = await import('../simulations.ts')
const ignored = new Set(except.split(',').map(Number))
const isCaught = ({ seed }: Failure): boolean => !ignored.has(seed)
const tally = await runSeeds(1, Number(seeds), {
  through: [await simulationOf(by)],
  isEnough: (failures) => failures.some(isCaught),
})
console.log(JSON.stringify({ seeds: tally.seeds, failure: tally.failures.find(isCaught) }))
