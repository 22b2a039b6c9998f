import type { Violation } from './monitor.ts'
import type { Simulation } from './simulation.ts'

export interface Failure {
  readonly seed: number
  /** The simulation in which it fails. */
  readonly simulation: string
  readonly violation: Violation
}

/** What came of a range of seeds. */
export interface Tally {
  readonly seeds: number
  readonly calls: number
  readonly failures: readonly Failure[]
}

export interface SeedsOptions {
  readonly through: readonly Simulation[]
  /** Asked after every seed whether those that failed are enough. */
  readonly isEnough?: (failures: readonly Failure[]) => boolean
}

/** Runs seeds one after another, each through the simulations until one finds something wrong. */
export async function runSeeds(
  from: number,
  seeds: number,
  { through, isEnough = () => false }: SeedsOptions,
): Promise<Tally> {
  const failures: Failure[] = []
  let calls = 0
  let done = 0
  while (done < seeds && !isEnough(failures)) {
    const seed = from + done
    for (const { name, every, run } of through) {
      if (seed % every !== 0) continue
      const outcome = await run(seed)
      calls += outcome.calls
      if (outcome.violation === undefined) continue
      failures.push({ seed, simulation: name, violation: outcome.violation })
      break
    }
    done += 1
  }
  return { seeds: done, calls, failures }
}

export function addTallies(tallies: readonly Tally[]): Tally {
  return {
    seeds: tallies.reduce((sum, { seeds }) => sum + seeds, 0),
    calls: tallies.reduce((sum, { calls }) => sum + calls, 0),
    failures: tallies.flatMap(({ failures }) => failures),
  }
}
