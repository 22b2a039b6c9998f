import { createEngine, tool } from '../src/index.ts'
import { seededRandom, sleep, virtualClock } from '../src/testing/index.ts'
import type { Bench } from './lib.ts'

const turns = 1_000
const callsPerTurn = 100

interface Measured {
  readonly p99Ms: number
  readonly attempts: number
}

/** Turns of a hundred calls that take about 100 ms, one call in a hundred fifty times as long. */
async function measure(hedge: boolean): Promise<Measured> {
  const clock = virtualClock({ seed: 1 })
  const random = seededRandom(2)
  let attempts = 0
  const lookUp = tool({
    name: 'look_up',
    reads: [],
    hedge,
    execute: (_input, { signal }) => {
      attempts += 1
      const usualMs = 80 + 40 * random()
      return sleep(clock, random() < 0.01 ? 50 * usualMs : usualMs, signal)
    },
  })
  const engine = createEngine({ tools: [lookUp], concurrency: callsPerTurn + 10, clock })
  const calls = Array.from({ length: callsPerTurn }, (_, n) => ({
    id: `c${n}`,
    name: 'look_up',
    input: {},
  }))
  const wallMs: number[] = []
  for (let turn = 0; turn < turns; turn += 1)
    wallMs.push((await clock.run(engine.execute(calls))).stats.wallMs)
  const sorted = wallMs.toSorted((a, b) => a - b)
  return { p99Ms: sorted[Math.floor(0.99 * turns)] as number, attempts }
}

export const hedging: Bench = {
  name: 'hedging against stragglers',
  method:
    '1,000 turns of 100 calls of 80 to 120 ms, 1 % of them 50 times slower, in virtual time; the turns’ p99 with ' +
    'hedging against without, and the attempts that it costs',
  async run() {
    const without = await measure(false)
    const hedged = await measure(true)
    return [
      {
        what: 'p99 of a turn, hedged over plain',
        measured: hedged.p99Ms / without.p99Ms,
        bound: 0.2,
        unit: 'x',
      },
      {
        what: 'attempts, hedged over plain',
        measured: hedged.attempts / without.attempts,
        bound: 1.05,
        unit: 'x',
      },
    ]
  },
}
