import { setTimeout as sleep } from 'node:timers/promises'
import type { Api, Contestant, Suite } from '../contest.ts'
import { withModelServer } from '../server/client.ts'
import { lookupTool } from './shared/bench-tool.ts'
import { expectRan } from './shared/expect-ran.ts'
import { failure } from './shared/failure.ts'
import { median } from './shared/median.ts'
import { rounds } from './shared/rounds.ts'

const blockMs = 400
const workloads: Readonly<Record<string, readonly number[]>> = {
  equal: [1_000, 1_000, 1_000, 1_000, 1_000],
  falling: [2_000, 1_600, 1_200, 800, 400],
}

async function measureTurn(
  contestant: Contestant,
  api: Api,
  toolsMs: readonly number[],
): Promise<number> {
  const calls = toolsMs.map((_, n) => ({ name: `tool_${n + 1}`, input: { n }, blockMs }))
  // A library that sends each streamed call as a message of its own gets to a later reply.
  const answers = calls.map(() => ({ text: 'Done.' }))
  return withModelServer({ script: [{ calls }, ...answers] }, async (server) => {
    let ran = 0
    const run = await contestant.prepare({
      api,
      url: server.url,
      tools: toolsMs.map((ms, n) =>
        lookupTool(`tool_${n + 1}`, () => ((ran += 1), sleep(ms, 'found'))),
      ),
      prompt: 'Look the records up.',
      maxTurns: 3,
      stream: !contestant.lacks.includes('stream'),
    })
    const runs = rounds(3, 1)
    for (let round = 0; round < runs; round += 1) await run()
    expectRan(ran, runs * calls.length)
    const received = (await server.requests()).map(({ receivedAtMs }) => receivedAtMs)
    const turns = Array.from(
      { length: runs },
      (_, round) => (received[2 * round + 1] as number) - (received[2 * round] as number),
    )
    return median(turns)
  })
}

export const eager: Suite = {
  name: 'eager',
  title: 'Tools that start while the message streams',
  method:
    'Five calls, each of which takes the model 0.4 s to write. Equal tools take 1 s each, so that 3 s is the least: ' +
    'the last call is written at 2 s. Falling ones take 2.0, 1.6, 1.2, 0.8 and 0.4 s; the least is 2.4 s if ' +
    'every tool starts when its call is written, and 4 s if they start when the message is. From the first request ' +
    'to the second, as the server saw them, streamed where the contestant can do that. Median of three runs.',
  timeoutMs: 150_000,
  async measure(contestant) {
    const figures: Record<string, number | string> = {}
    for (const api of contestant.apis)
      for (const [name, toolsMs] of Object.entries(workloads))
        figures[`${api}.${name}`] = await measureTurn(contestant, api, toolsMs).catch(failure)
    return { kind: 'measured', figures }
  },
}
