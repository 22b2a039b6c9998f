import { runChild } from './run-child.ts'
import { addTallies, runSeeds, type Tally } from './seeds.ts'
import { allSimulations, simulationOf } from './simulations.ts'

/** So many seeds a process runs before it is replaced. The first hundreds of each take several times as long as the rest. */
const mostSeedsEach = 10_000

export interface JobsOptions {
  /** So many processes at a time; with one, all runs in this one. */
  readonly jobs: number
  /** The one simulation to run, by name; without it, all. */
  readonly only?: string | undefined
}

export async function runJob(
  from: number,
  seeds: number,
  only: string | undefined,
): Promise<Tally> {
  const through = only ? [await simulationOf(only)] : await allSimulations()
  return runSeeds(from, seeds, { through })
}

export async function runJobs(
  from: number,
  seeds: number,
  { jobs, only }: JobsOptions,
  onProgress: (tally: Tally) => void,
): Promise<Tally> {
  const tallies: Tally[] = []
  // In one process progress is told after each step.
  const chunk = jobs === 1 ? 1_000 : Math.min(mostSeedsEach, Math.ceil(seeds / jobs))
  let next = from
  const worker = async (): Promise<void> => {
    while (next < from + seeds) {
      const first = next
      const count = Math.min(chunk, from + seeds - first)
      next += count
      tallies.push(
        jobs === 1 ? await runJob(first, count, only) : await runElsewhere(first, count, only),
      )
      onProgress(addTallies(tallies))
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  return addTallies(tallies)
}

async function runElsewhere(from: number, seeds: number, only = ''): Promise<Tally> {
  const script = new URL('job.ts', import.meta.url).pathname
  const { output, code } = await runChild([script, String(from), String(seeds), only])
  if (code !== 0)
    throw new Error(`The process for the seeds from ${from} on ended with ${code}:\n${output}`)
  return JSON.parse(output) as Tally
}
