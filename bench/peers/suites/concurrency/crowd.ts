import type { Api, Contestant } from '../../contest.ts'
import { withModelServer } from '../../server/client.ts'
import { expectRan } from '../shared/expect-ran.ts'
import { median } from '../shared/median.ts'
import { rounds } from '../shared/rounds.ts'
import { toolPhasesMs } from '../shared/tool-phase.ts'
import { waitsOf, waitTool } from './wait.ts'

/** After so long no further round begins. */
const patienceMs = 15_000

export interface Crowd {
  /** From the response's end to the next request. */
  readonly ms: number
  /** The most calls that ran at once. */
  readonly widest: number
}

export const calls = 200

/** One turn of two hundred calls of 50 ms, after a warm-up. */
export async function crowd(contestant: Contestant, cap: number): Promise<Crowd> {
  return withModelServer({ script: waitsOf(50, calls) }, async (server) => {
    let running = 0
    let widest = 0
    let ran = 0
    const wait = waitTool(() => {
      ran += 1
      running += 1
      widest = Math.max(widest, running)
      return () => (running -= 1)
    })
    const run = await contestant.prepare({
      api: contestant.apis[0] as Api,
      url: server.url,
      tools: [wait],
      prompt: 'Wait.',
      maxTurns: 3,
      stream: contestant.lacks.includes('whole'),
      cap,
    })
    await run()
    const beganMs = performance.now()
    const most = rounds(5, 2)
    let round = 0
    for (; round < most && performance.now() - beganMs < patienceMs; round += 1) await run()
    expectRan(ran, (1 + round) * calls)
    const [, ...phases] = toolPhasesMs(await server.requests()).filter((_, n) => n % 2 === 0)
    return { ms: Math.round(median(phases)), widest }
  })
}
