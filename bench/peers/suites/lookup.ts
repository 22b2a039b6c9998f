import { setTimeout as sleep } from 'node:timers/promises'
import type { Api, Contestant, Suite } from '../contest.ts'
import { withModelServer } from '../server/client.ts'
import { lookupTool } from './shared/bench-tool.ts'
import { expectRan } from './shared/expect-ran.ts'
import { failure } from './shared/failure.ts'
import { median } from './shared/median.ts'
import { rounds } from './shared/rounds.ts'
import { toolPhasesMs } from './shared/tool-phase.ts'

const tookMs = { get_customer: 400, get_orders: 500, get_tickets: 600 }

async function measureApi(contestant: Contestant, api: Api): Promise<number> {
  const calls = Object.keys(tookMs).map((name, n) => ({ name, input: { n } }))
  return withModelServer({ script: [{ calls }, { text: 'Done.' }] }, async (server) => {
    let ran = 0
    const run = await contestant.prepare({
      api,
      url: server.url,
      tools: Object.entries(tookMs).map(([name, ms]) =>
        lookupTool(name, () => ((ran += 1), sleep(ms, 'found'))),
      ),
      prompt: 'Look the customer up.',
      maxTurns: 3,
      stream: contestant.lacks.includes('whole'),
    })
    const runs = 1 + rounds(5, 2)
    for (let round = 0; round < runs; round += 1) await run()
    expectRan(ran, runs * calls.length)
    const phases = toolPhasesMs(await server.requests())
    // Between two runs there is another such gap; the first run is for warming up.
    return median(phases.filter((_, index) => index % 2 === 0).slice(1))
  })
}

export const lookup: Suite = {
  name: 'lookup',
  title: 'Three look-ups of 400, 500 and 600 ms',
  method:
    'One message with three calls, not streamed where the contestant can do that. From the last byte of the response ' +
    'to the next request, as the server saw it: the slowest tool, and whatever the library adds. Median of five runs ' +
    'after one to warm up.',
  timeoutMs: 60_000,
  async measure(contestant) {
    const figures: Record<string, number | string> = {}
    for (const api of contestant.apis)
      figures[api] = await measureApi(contestant, api).catch(failure)
    return { kind: 'measured', figures }
  },
}
