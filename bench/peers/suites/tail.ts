import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../../src/testing/random.ts'
import type { BenchTool, Cell, Contestant, Suite } from '../contest.ts'
import { withModelServer } from '../server/client.ts'
import { quantile } from './shared/median.ts'
import { rounds } from './shared/rounds.ts'
import { toolPhasesMs } from './shared/tool-phase.ts'

const turns = rounds(100, 20)
const calls = 100
/** After so long no further run begins. */
const patienceMs = 60_000
const shortestMs = 20
const longestMs = 30
/** A straggler takes so many times as long as it would. */
const slowness = 20
const stragglers = 0.01

/** A look-up that is slow by chance: another attempt is as likely to be quick as the first was. */
function lookUp(attempted: () => void): BenchTool {
  const random = seededRandom(7)
  return {
    name: 'look_up',
    description: 'Looks up a record.',
    inputSchema: {
      type: 'object',
      properties: { id: { type: 'integer' } },
      required: ['id'],
      additionalProperties: false,
    },
    reads: ({ id }) => [`record/${String(id)}`],
    execute: async ({ id }, { signal }) => {
      attempted()
      const usualMs = shortestMs + (longestMs - shortestMs) * random()
      await sleep(random() < stragglers ? slowness * usualMs : usualMs, undefined, {
        signal: signal ?? undefined,
      })
      return `record ${String(id)}`
    },
  }
}

interface Tail {
  readonly runs: number
  readonly p50: number
  readonly p99: number
  readonly attempts: number
}

async function measure(contestant: Contestant, hedge: boolean): Promise<Tail> {
  const lookUps = Array.from({ length: calls }, (_, id) => ({ name: 'look_up', input: { id } }))
  const script = [{ calls: lookUps }, { text: 'Done.' }]
  let attempts = 0
  return withModelServer({ script }, async (server) => {
    const run = await contestant.prepare({
      api: contestant.apis[0] as NonNullable<(typeof contestant.apis)[0]>,
      url: server.url,
      tools: [lookUp(() => (attempts += 1))],
      prompt: 'Look up the records.',
      maxTurns: 3,
      stream: contestant.lacks.includes('whole'),
      ...(hedge && { hedge }),
    })
    // A conversation each: a long one would measure how a library sends it.
    const untilMs = performance.now() + patienceMs
    let ran = 0
    for (; ran < turns && performance.now() < untilMs; ran += 1) await run()
    const phases = toolPhasesMs(await server.requests()).filter((_, index) => index % 2 === 0)
    return {
      runs: ran,
      p50: Math.round(quantile(phases, 0.5)),
      p99: Math.round(quantile(phases, 0.99)),
      attempts: attempts / (ran * calls),
    }
  })
}

export const tail: Suite = {
  name: 'tail',
  title: 'Stragglers',
  method:
    'A hundred runs of one turn of a hundred look-ups of 20 to 30 ms, of which one in a hundred (seeded) takes twenty times as ' +
    'long, so that two runs in three have a straggler. From the end of the response to the next request: the median ' +
    'and the 99th percentile of the runs, without and with hedging, and how many attempts a call cost. Fewer runs where ' +
    'these would take more than a minute.',
  timeoutMs: 180_000,
  async measure(contestant): Promise<Cell> {
    const plain = await measure(contestant, false)
    const hedged = contestant.lacks.includes('hedge') ? undefined : await measure(contestant, true)
    return {
      kind: 'measured',
      figures: {
        'plain.runs': plain.runs,
        'plain.p50': plain.p50,
        'plain.p99': plain.p99,
        'hedged.runs': hedged?.runs ?? null,
        'hedged.p50': hedged?.p50 ?? null,
        'hedged.p99': hedged?.p99 ?? null,
        'hedged.attempts': hedged?.attempts ?? null,
      },
    }
  },
}
