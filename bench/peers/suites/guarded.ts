import { createEngine } from 'fanfold'
import type { Cell, Suite } from '../contest.ts'
import { rotated } from '../cells/by-turns.ts'
import { groups, sizeOf } from './guarded/parts.ts'
import { prepareRuns, type RunAnew } from './per-request/run-anew.ts'
import { median } from './shared/median.ts'
import { rounds } from './shared/rounds.ts'

/** Runs of each kind that are measured, after a quarter as many to warm up; no more once the time is over. */
const runs: Readonly<Record<number, number>> = { 1: 800, 10: 500, 100: 120, 1_000: 40 }
const patienceMs = 20_000

export const guarded: Suite = {
  name: 'guarded',
  title: 'What a guard adds',
  method:
    'The loops of other libraries with and without Fanfold’s guard, which runs their calls on an engine: one turn of calls of a tool ' +
    'that returns at once and has a key a call, with everything but the engine made anew for each run, as servers do; and once more ' +
    'with an engine made anew, too. The time is from the response in memory to the next request, a call; the next request must hold ' +
    'one right result for each call, in call order. The three take turns in one process; each figure is the median of three processes, ' +
    'each the median of 800 runs (500 of 10 calls, 120 of 100, 40 of 1,000) after a quarter as many to warm up, or of as many as 20 s ' +
    'are enough for. OpenAI Agents is not given 1,000 calls, for which it alone takes ten seconds.',
  timeoutMs: 120_000,
  byTurns: { groups, processes: 3, quickProcesses: 1 },
  async measure(contestant, part): Promise<Cell> {
    const [setting, size] = sizeOf(part)
    const engine = createEngine({ tools: [] })
    const kinds: readonly (readonly [string, RunAnew])[] = [
      ['plain', await prepareRuns(contestant, setting, size)],
      ['guarded', await prepareRuns(contestant, setting, size, () => ({ guard: engine }))],
      [
        'anew',
        await prepareRuns(contestant, setting, size, () => ({
          guard: createEngine({ tools: [] }),
        })),
      ],
    ]
    const took = await takeTurns(kinds, size)
    const us = took.map(([name, ms]) => [name, (1_000 * median(ms)) / size] as const)
    return { kind: 'measured', figures: Object.fromEntries(us) }
  },
}

async function takeTurns(
  kinds: readonly (readonly [string, RunAnew])[],
  size: number,
): Promise<readonly (readonly [string, readonly number[]])[]> {
  const wanted = rounds(runs[size] ?? 10, Math.ceil((runs[size] ?? 10) / 20))
  const times = new Map<string, number[]>(kinds.map(([name]) => [name, []]))
  const endAtMs = performance.now() + patienceMs
  for (const [, run] of kinds) await run({ check: true })
  for (let n = -Math.ceil(wanted / 4); n < wanted; n += 1) {
    const late = performance.now() > endAtMs
    for (const [name, run] of rotated(kinds, n + wanted)) {
      const { phaseMs } = await run()
      if (n >= 0 || late) times.get(name)?.push(phaseMs)
    }
    if (late) break
  }
  for (const [, run] of kinds) await run({ check: true })
  return [...times]
}
