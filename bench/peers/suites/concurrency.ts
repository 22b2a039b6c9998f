import type { Cell, Suite } from '../contest.ts'
import { calls, crowd } from './concurrency/crowd.ts'
import { neighbours } from './concurrency/neighbours.ts'
import { failure } from './shared/failure.ts'

export const concurrency: Suite = {
  name: 'concurrency',
  title: 'Many calls at once',
  method:
    'From the end of the response to the next request, as the model server saw them. First a turn of two hundred calls of 50 ms, ' +
    'with a cap of 200, which caps nothing, and of eight (whose best is 1,250 ms), and the most calls that ran at once; medians of five ' +
    'runs after a warm-up, fewer where these would take more than 15 s. Then two runs of one agent at once: a turn of 800 calls of ' +
    '20 ms and, begun when the first of these has begun, a turn of three, with a cap of sixteen where there is one, and the most calls of ' +
    'both that ran at once; medians of five, fewer where these would take more than 30 s. A cap is what the library has: for all the engine’s turns, for a run or ' +
    'for a turn.',
  timeoutMs: 240_000,
  async measure(contestant): Promise<Cell> {
    const free = await crowd(contestant, calls).catch(failure)
    const capped = contestant.lacks.includes('cap')
      ? { ms: null, widest: null }
      : await crowd(contestant, 8).catch(failure)
    const two = await neighbours(contestant).catch(failure)
    return {
      kind: 'measured',
      figures: {
        'free.ms': typeof free === 'string' ? free : free.ms,
        'free.widest': typeof free === 'string' ? null : free.widest,
        'capped.ms': typeof capped === 'string' ? capped : capped.ms,
        'capped.widest': typeof capped === 'string' ? null : capped.widest,
        'small.alone': typeof two === 'string' ? null : two.smallAlone,
        'small.beside': typeof two === 'string' ? two : two.smallBeside,
        'large.ms': typeof two === 'string' ? null : two.large,
        'two.widest': typeof two === 'string' ? null : two.widest,
      },
    }
  },
}
