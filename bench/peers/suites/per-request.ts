import type { Cell, Contestant, Suite } from '../contest.ts'
import { exponentOf } from './growth/fit.ts'
import { groups, settingOf, type Setting } from './per-request/parts.ts'
import { prepareRuns, type RunAnew, type Took } from './per-request/run-anew.ts'
import { median } from './shared/median.ts'
import { rounds } from './shared/rounds.ts'

/** Runs that are measured, after as many to warm up; no more once the time is over. */
const runs: Readonly<Record<number, number>> = { 1: 300, 10: 300, 100: 100, 1_000: 30, 10_000: 8 }
const patienceMs = 10_000
const memoryRuns = 3
/** Fanfold takes no more than 10,000 calls in one message; the suite `growth` gives its engine 100,000. */
const growthSizes = [1_000, 2_000, 3_000, 5_000, 7_000, 10_000]

async function measureRuns(run: RunAnew, wanted: number): Promise<readonly Took[]> {
  const endAtMs = performance.now() + patienceMs
  const took: Took[] = []
  await run({ check: true })
  for (let n = -wanted; n < wanted; n += 1) {
    const one = await run()
    const late = performance.now() > endAtMs
    if (n >= 0 || late) took.push(one)
    if (late) break
  }
  await run({ check: true })
  return took
}

async function timesOf(
  contestant: Contestant,
  setting: Setting,
  size: number,
): Promise<Record<string, number>> {
  const run = await prepareRuns(contestant, setting, size)
  const wanted = runs[size] ?? 5
  const took = await measureRuns(run, rounds(wanted, Math.ceil(wanted / 10)))
  const us = (1_000 * median(took.map(({ phaseMs }) => phaseMs))) / size
  return { us, allUs: 1_000 * median(took.map(({ allMs }) => allMs)) }
}

/** The most that the process ever held. Nothing is read of what it sent, which would be more than the library needs. */
async function memoryOf(contestant: Contestant, setting: Setting): Promise<Record<string, number>> {
  const run = await prepareRuns(contestant, setting, 10_000)
  for (let n = 0; n < memoryRuns; n += 1) await run()
  return { mb: process.resourceUsage().maxRSS / 1_024 }
}

async function growthOf(contestant: Contestant, setting: Setting): Promise<Record<string, number>> {
  const points: { readonly size: number; readonly cost: number }[] = []
  const count = rounds(7, 3)
  // The compiler is done with the code before the first size counts.
  await measureRuns(await prepareRuns(contestant, setting, growthSizes[0] as number), count)
  for (const size of growthSizes) {
    const run = await prepareRuns(contestant, setting, size)
    await run({ check: true })
    const costs: number[] = []
    for (let n = 0; n < count; n += 1) costs.push((await run()).phaseMs)
    points.push({ size, cost: median(costs) })
  }
  const at = (size: number): number => points.find((point) => point.size === size)?.cost ?? NaN
  return { exponent: exponentOf(points) ?? NaN, 'ms.1000': at(1_000), 'ms.10000': at(10_000) }
}

export const perRequest: Suite = {
  name: 'per-request',
  title: 'What a request costs',
  method:
    'Client, tools, schemas, engine and agent are made anew for each run, as servers do, and nothing but the loaded code is kept ' +
    'from one run to the next. One turn of 1 to 10,000 calls of a tool that returns at once; the response comes from memory, with ' +
    'the bytes that the scripted server sends. The figure is the time from the response to the next request, a call: reading the ' +
    'response, running the calls, writing the results. What was sent is read: it must hold one right result for each call, in call ' +
    'order. Each figure is the median of three processes, contestants by turns in a changing order, each the median of 300 runs (100 ' +
    'of 100 calls, 30 of 1,000, 8 of 10,000) after as many to warm up, or of as many as 10 s are enough for. All have their usual ' +
    'settings and caps. Peers have Zod schemas, as their documentation does; Fanfold with JSON Schema, with Zod, and with a key a call, ' +
    'which orders calls that touch the same thing and which no peer can be told. Fanfold sends with the same SDK as the runner beside ' +
    'it. Making is what it takes to make all that and to ask for the first time, for a turn of one call, in microseconds. Memory is the ' +
    'most that a process with three turns of 10,000 calls ever held, with Node itself.',
  timeoutMs: 240_000,
  byTurns: { groups, processes: 3, quickProcesses: 1 },
  async measure(contestant, part): Promise<Cell> {
    const [setting, question] = settingOf(part)
    if (question === 'memory')
      return { kind: 'measured', figures: await memoryOf(contestant, setting) }
    if (question === 'growth')
      return { kind: 'measured', figures: await growthOf(contestant, setting) }
    return { kind: 'measured', figures: await timesOf(contestant, setting, Number(question)) }
  },
}
