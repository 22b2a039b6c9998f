import type { Api, Contestant } from '../../contest.ts'
import { withModelServer } from '../../server/client.ts'
import { expectRan } from '../shared/expect-ran.ts'
import { median } from '../shared/median.ts'
import { rounds } from '../shared/rounds.ts'
import { toolPhasesMs } from '../shared/tool-phase.ts'
import { lanes } from './lanes.ts'
import { waitsOf, waitTool } from './wait.ts'

const takesMs = 20
const large = 800
const small = 3
const cap = 16
/** After so long no further round begins. */
const patienceMs = 30_000

export interface Neighbours {
  /** Milliseconds from a response's end to the next request. */
  readonly smallAlone: number
  readonly smallBeside: number
  readonly large: number
  /** The most calls that ran at once, of both. */
  readonly widest: number
}

/**
 * Two runs of one contestant at once, whose turns are large and small. The small one begins when the first call of
 * the large one has begun. Each speaks to a server of its own.
 */
export async function neighbours(contestant: Contestant): Promise<Neighbours> {
  return withModelServer({ script: waitsOf(takesMs, large) }, (largeServer) =>
    withModelServer({ script: waitsOf(takesMs, small) }, async (smallServer) => {
      const lane = lanes({ large: largeServer.url, small: smallServer.url })
      let largeBegan = Promise.withResolvers<void>()
      let ran = 0
      let running = 0
      let widest = 0
      const wait = waitTool(({ of }) => {
        ran += 1
        running += 1
        widest = Math.max(widest, running)
        if (of === large) largeBegan.resolve()
        return () => (running -= 1)
      })
      const run = await contestant.prepare({
        api: contestant.apis[0] as Api,
        url: smallServer.url,
        fetch: lane.fetch,
        tools: [wait],
        prompt: 'Wait.',
        maxTurns: 3,
        stream: contestant.lacks.includes('whole'),
        ...(!contestant.lacks.includes('cap') && { cap }),
      })
      const most = rounds(5, 2)
      for (let alone = 0; alone <= most; alone += 1) await lane.in('small', run)
      const beganMs = performance.now()
      let round = 0
      for (; round < most && performance.now() - beganMs < patienceMs; round += 1) {
        largeBegan = Promise.withResolvers<void>()
        const largeRun = lane.in('large', run)
        await Promise.race([largeBegan.promise, largeRun])
        await Promise.all([lane.in('small', run), largeRun])
      }
      expectRan(ran, (1 + most) * small + round * (small + large))
      const [, ...smalls] = turns(toolPhasesMs(await smallServer.requests()))
      return {
        widest,
        smallAlone: tenths(median(smalls.slice(0, -round))),
        smallBeside: tenths(median(smalls.slice(-round))),
        large: tenths(median(turns(toolPhasesMs(await largeServer.requests())))),
      }
    }),
  )
}

/** Between two runs is a phase, too; it is left out. */
function turns(phases: readonly number[]): readonly number[] {
  return phases.filter((_, n) => n % 2 === 0)
}

function tenths(ms: number): number {
  return Math.round(10 * ms) / 10
}
