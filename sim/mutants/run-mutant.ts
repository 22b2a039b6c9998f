// A process of its own for one mutant: prints as JSON which seed caught it, if one did.
import { breakSource } from './break-source.ts'
import { mutants } from './mutants.ts'

const [name, seeds] = process.argv.slice(2)
const mutant = mutants.find((one) => one.name === name)
if (mutant === undefined) throw new Error(`Expected the name of a mutant, got "${name}".`)
breakSource(mutant)
const { runSeeds } = await import('../seeds.ts')
const tally = await runSeeds(1, Number(seeds), (failures) => failures.length > 0)
console.log(JSON.stringify({ seeds: tally.seeds, failure: tally.failures[0] }))
