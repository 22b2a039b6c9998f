import type { ScriptedCall, ScriptedTurn } from '../../../../src/testing/index.ts'
import { seededRandom } from '../../../../src/testing/random.ts'
import { drawLatencyMs } from './latency.ts'

/** The turns of a run, each the latencies of its calls, in milliseconds. */
export type Workload = readonly (readonly number[])[]

/** Turns of so many calls each. Seeded: the same for every contestant and way. */
export function makeWorkload(callsPerTurn: readonly number[], seed: number): Workload {
  const random = seededRandom(seed)
  return callsPerTurn.map((calls) => Array.from({ length: calls }, () => drawLatencyMs(random)))
}

/** Twenty turns of one to ten calls: each number twice, in a shuffled order. */
export const mixed: Workload = makeWorkload(
  [4, 9, 1, 6, 2, 10, 3, 7, 5, 8, 2, 8, 10, 1, 5, 9, 3, 6, 7, 4],
  1,
)
export const threes: Workload = makeWorkload(
  Array.from({ length: 8 }, () => 3),
  2,
)
export const tens: Workload = makeWorkload(
  Array.from({ length: 8 }, () => 10),
  3,
)

/** The model's script: the turns as they are, or every call in a turn of its own. */
export function scriptOf(workload: Workload, oneByOne: boolean): readonly ScriptedTurn[] {
  let id = 0
  const turns = workload.map((latencies) =>
    latencies.map((ms): ScriptedCall => ({ name: 'look_up', input: { id: id++, ms } })),
  )
  const asked = oneByOne ? turns.flat().map((call) => [call]) : turns
  return [...asked.map((calls) => ({ calls })), { text: 'Done.' }]
}
