import type { BenchTool, Contestant, Suite } from '../contest.ts'
import { memoryModel } from '../server/memory.ts'
import { lookupTool } from './shared/bench-tool.ts'
import { median } from './shared/median.ts'
import { rounds } from './shared/rounds.ts'

/** Calls in the turn, and how many rounds are measured after as many again to warm up. */
const sizes = [
  [1, 100],
  [10, 100],
  [100, 50],
  [1_000, 30],
  [10_000, 10],
] as const
/** How long the runs of one size may take. */
const patienceMs = 20_000
/** A turn that takes longer than this is not tried with ten times as many calls. */
const slowestMs = 2_000

function noop(keyed: boolean, onRun: () => void): BenchTool {
  const tool = lookupTool('noop', async ({ n }) => {
    onRun()
    return String(n)
  })
  return keyed ? tool : { ...tool, reads: () => [] }
}

interface Measured {
  /** Microseconds a call: the median round. */
  readonly us: number
  /** The quickest round, which other work on the machine disturbs least. */
  readonly leastUs: number
}

async function measureSize(
  contestant: Contestant,
  stream: boolean,
  size: number,
  count: number,
  keyed = false,
): Promise<Measured> {
  const [api] = contestant.apis as readonly [(typeof contestant.apis)[number]]
  const model = await memoryModel(api, stream, size)
  let ran = 0
  const run = await contestant.prepare({
    api,
    url: 'http://127.0.0.1:9',
    fetch: model.fetch,
    tools: [noop(keyed, () => (ran += 1))],
    prompt: 'Look the records up.',
    maxTurns: 3,
    stream,
    cap: size,
  })
  const wanted = rounds(count, Math.min(count, 5))
  const warmUps = wanted
  const endAtMs = performance.now() + patienceMs
  const times: number[] = []
  for (let round = -warmUps; round < wanted; round += 1) {
    ran = 0
    await run()
    if (ran !== size) throw new Error(`Expected ${size} calls to run, ${ran} did.`)
    const tookMs = model.askedAgainAtMs() - model.handedOverAtMs()
    const late = performance.now() > endAtMs
    if (round >= 0 || late) times.push(tookMs)
    if (late) break
  }
  const perCall = (ms: number): number => (1_000 * ms) / size
  return { us: perCall(median(times)), leastUs: perCall(Math.min(...times)) }
}

export const overhead: Suite = {
  name: 'overhead',
  title: 'What a library costs',
  method:
    'One turn of 1 to 10,000 calls of a tool that does nothing. The model answers from memory, with the bytes that the ' +
    'scripted server would send, and the figure is the time from its response to the next request, a call: reading ' +
    'the response, running the calls, writing the results. Median of 100 runs (50 of 100 calls, 30 of 1,000, 10 of ' +
    '10,000) after as many to warm up; then the quickest of them, which other work on the machine disturbs least. ' +
    'No garbage collection is forced. Caps are set to the size of the turn. The tool declares that it touches nothing, ' +
    'where that can be said; for Fanfold there are figures with a resource key a call, too, which no other library ' +
    'can be told. Memory is the most that the process ever held (resident, all sizes, with Node itself). ' +
    'After 20 s a size has no more runs, and a contestant that needs more than 2 s for a turn is not given the next.',
  timeoutMs: 240_000,
  async measure(contestant) {
    const stream = contestant.lacks.includes('whole')
    const figures: Record<string, number | null> = {}
    let slow = false
    for (const [size, count] of sizes) {
      figures[`us.${size}`] = null
      figures[`least.${size}`] = null
      if (slow) continue
      const { us, leastUs } = await measureSize(contestant, stream, size, count)
      figures[`us.${size}`] = us
      figures[`least.${size}`] = leastUs
      slow = (us * size) / 1_000 > slowestMs
      figures['peakMb'] = process.resourceUsage().maxRSS / 1_024
    }
    if (contestant.package === 'fanfold')
      for (const size of [1_000, 10_000])
        figures[`keyed.${size}`] = (await measureSize(contestant, stream, size, 10, true)).us
    return { kind: 'measured', figures: { ...figures, api: String(contestant.apis[0]) } }
  },
}
