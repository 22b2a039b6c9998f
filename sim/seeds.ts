import { play } from './batch/play.ts'
import { makeScene } from './batch/scene.ts'
import { crashFault } from './crash/virtual/seed.ts'
import { makePlan } from './generate/plan.ts'
import type { Violation } from './monitor.ts'
import { simulate } from './simulate.ts'

export interface Failure {
  readonly seed: number
  readonly violation: Violation
}

/** What came of a range of seeds. */
export interface Tally {
  readonly seeds: number
  readonly calls: number
  readonly failures: readonly Failure[]
}

/** Runs seeds one after another. `isEnough` may end it early. */
export async function runSeeds(
  from: number,
  seeds: number,
  isEnough: (failures: readonly Failure[]) => boolean = () => false,
): Promise<Tally> {
  const failures: Failure[] = []
  let calls = 0
  let done = 0
  while (done < seeds && !isEnough(failures)) {
    const seed = from + done
    const { violation: wrong, calls: received } = await simulate(makePlan(seed))
    const violation = wrong ?? (await play(makeScene(seed))) ?? (await crashFault(seed))
    if (violation !== undefined) failures.push({ seed, violation })
    calls += received
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
