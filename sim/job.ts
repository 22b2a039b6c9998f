// A process of its own for a range of seeds: prints what came of them as JSON.
import { runSeeds } from './seeds.ts'

const [from, seeds] = process.argv.slice(2).map(Number)
console.log(JSON.stringify(await runSeeds(from ?? 1, seeds ?? 0)))
