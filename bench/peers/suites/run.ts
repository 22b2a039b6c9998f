import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchTool, Cell, Contestant, RunRequest, Suite } from '../contest.ts'
import { withModelServer } from '../server/client.ts'
import { failure } from './shared/failure.ts'
import { rounds } from './shared/rounds.ts'
import { mixed, scriptOf, tens, threes, type Workload } from './run/workload.ts'

/** A tenth of what a fast model takes: half a second to the first token, and forty tokens a call at a hundred a second. */
const pace = { firstTokenMs: 50, blockMs: 40 }

const lookUp: BenchTool = {
  name: 'look_up',
  description: 'Looks up a record.',
  inputSchema: {
    type: 'object',
    properties: { id: { type: 'integer' }, ms: { type: 'integer' } },
    required: ['id', 'ms'],
    additionalProperties: false,
  },
  reads: ({ id }) => [`record/${String(id)}`],
  execute: async ({ id, ms }) => {
    await sleep(Number(ms))
    return `record ${String(id)}`
  },
}

const workloads: Readonly<Record<string, Workload>> = {
  mixed: mixed.slice(0, rounds(20, 5)),
  threes: threes.slice(0, rounds(8, 3)),
  tens: tens.slice(0, rounds(8, 3)),
}

interface Way {
  readonly name: string
  readonly oneByOne: boolean
  readonly options: Pick<RunRequest, 'stream' | 'cap'>
}

/** The ways in which a library can run. One that streams and does not start early shows no gain by the last. */
function waysOf({ apis, lacks }: Contestant): readonly Way[] {
  const stream = lacks.includes('whole')
  const ways: Way[] = [{ name: 'single', oneByOne: true, options: { stream } }]
  if (!lacks.includes('cap'))
    ways.push({ name: 'sequential', oneByOne: false, options: { stream, cap: 1 } })
  if (!stream) ways.push({ name: 'fanned', oneByOne: false, options: { stream: false } })
  // A streamed message of Gemini's may come back as several, and then a script loses its place.
  if (!lacks.includes('stream') && apis[0] !== 'gemini')
    ways.push({ name: 'streamed', oneByOne: false, options: { stream: true } })
  return ways
}

interface Cost {
  readonly ms: number
  readonly requests: number
  readonly tokens: number
}

async function costOf(contestant: Contestant, workload: Workload, way: Way): Promise<Cost> {
  const script = scriptOf(workload, way.oneByOne)
  return withModelServer({ script, pace }, async (server) => {
    const run = await contestant.prepare({
      api: contestant.apis[0] as NonNullable<(typeof contestant.apis)[0]>,
      url: server.url,
      tools: [lookUp],
      prompt: 'Look up the records.',
      maxTurns: script.length + 1,
      ...way.options,
    })
    await run()
    const requests = (await server.requests()).filter(({ format }) => format !== undefined)
    const [first, last] = [requests[0], requests.at(-1)]
    if (requests.length !== script.length || last?.respondedAtMs === undefined)
      throw new Error(`Expected ${script.length} requests, got ${requests.length}.`)
    return {
      ms: Math.round(last.respondedAtMs - (first?.receivedAtMs ?? 0)),
      requests: requests.length,
      tokens: requests.reduce((sum, { body }) => sum + tokensOf(body), 0),
    }
  })
}

/** Estimated at four characters of JSON each, as the model server does. */
function tokensOf(body: unknown): number {
  return Math.ceil(JSON.stringify(body).length / 4)
}

export const run: Suite = {
  name: 'run',
  title: 'A whole run',
  method:
    'An agent’s run over real HTTP at a tenth of usual times: 50 ms to the first token, 40 ms a call, look-ups with a ' +
    'log-normal latency (median 60 ms) of which 4 % take ten times as long, seeded and the same for all. Twenty turns ' +
    'of one to ten calls, then eight turns of three and eight of ten: with one call a turn (single), several calls a ' +
    'turn run one after the other (sequential), side by side after a whole response (fanned), and side by side with a ' +
    'stream (streamed), which helps those who start calls early. One run each, from the first request to the last ' +
    'byte of the answer; input tokens estimated at four characters each. The library’s own time weighs ten times as ' +
    'much here as in a run of usual length.',
  timeoutMs: 240_000,
  async measure(contestant): Promise<Cell> {
    const figures: Record<string, number | string | null> = {}
    for (const [load, workload] of Object.entries(workloads))
      for (const way of waysOf(contestant)) {
        const name = `${load}.${way.name}`
        try {
          const { ms, requests, tokens } = await costOf(contestant, workload, way)
          Object.assign(figures, {
            [`${name}.ms`]: ms,
            [`${name}.requests`]: requests,
            [`${name}.tokens`]: tokens,
          })
        } catch (error) {
          // A way that fails leaves the others' figures.
          Object.assign(figures, { [`${name}.ms`]: null, [`${name}.error`]: failure(error) })
        }
      }
    return { kind: 'measured', figures }
  },
}
