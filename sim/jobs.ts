import { addTallies, runSeeds, type Tally } from './seeds.ts'
import { runChild } from './run-child.ts'

/** So many seeds a process runs before it is replaced; also the step in which progress is told. */
const chunk = 5_000

/** Runs seeds in `jobs` processes at a time; with one, in this one. */
export async function runJobs(
  from: number,
  seeds: number,
  jobs: number,
  onProgress: (tally: Tally) => void,
): Promise<Tally> {
  const tallies: Tally[] = []
  let next = from
  const worker = async (): Promise<void> => {
    while (next < from + seeds) {
      const first = next
      const count = Math.min(chunk, from + seeds - first)
      next += count
      tallies.push(jobs === 1 ? await runSeeds(first, count) : await runElsewhere(first, count))
      onProgress(addTallies(tallies))
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  return addTallies(tallies)
}

async function runElsewhere(from: number, seeds: number): Promise<Tally> {
  const script = new URL('job.ts', import.meta.url).pathname
  const { output, code } = await runChild([script, String(from), String(seeds)])
  if (code !== 0)
    throw new Error(`The process for the seeds from ${from} on ended with ${code}:\n${output}`)
  return JSON.parse(output) as Tally
}
