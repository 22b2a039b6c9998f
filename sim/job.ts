// A process of its own for a range of seeds: prints what came of them as JSON.
import { runJob } from './jobs.ts'

const [from = '1', seeds = '0', only] = process.argv.slice(2)
console.log(JSON.stringify(await runJob(Number(from), Number(seeds), only || undefined)))
