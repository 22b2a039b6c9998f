import type { Cell, Suite } from '../contest.ts'
import { median } from './shared/median.ts'
import { rounds } from './shared/rounds.ts'
import { edit, type Edited } from './safety/edits.ts'
import { hasOrders, runOrders } from './safety/orders.ts'

export const safety: Suite = {
  name: 'safety',
  title: 'Calls that touch the same thing',
  method:
    'Forty edits in one turn, each replacing another line of a real file: read it, wait 5 ms, write it back. Lost are ' +
    'edits that were reported as done and that the file does not hold; all in one file, and in forty files, of which ' +
    'none can be lost and which need not wait for each other. Medians of three, from the end of the response to the ' +
    'next request. Then the multi-call turns of BFCL’s multi-turn set whose order matters, with calls of 2 to 20 ms ' +
    '(seeded, the same for all), each taking effect when it ends: a turn is broken if a call that had to be first took ' +
    'effect last. The speed-up is that of the calls added up over the time from the first start to the last end; the best is that of the ' +
    'same calls with just these pairs in order. ' +
    'Libraries that can be told what a call touches are told.',
  timeoutMs: 180_000,
  async measure(contestant): Promise<Cell> {
    const edited = async (files: number): Promise<Edited> => {
      const all: Edited[] = []
      for (let n = 0; n < rounds(3, 1); n += 1) all.push(await edit(contestant, files))
      return { lost: median(all.map(({ lost }) => lost)), ms: median(all.map(({ ms }) => ms)) }
    }
    const one = await edited(1)
    const forty = await edited(40)
    const edits = {
      'edits.lost': one.lost,
      'edits.ms': round(one.ms),
      'fortyFiles.lost': forty.lost,
      'fortyFiles.ms': round(forty.ms),
    }
    if (!hasOrders()) return { kind: 'measured', figures: { ...edits, 'orders.turns': null } }
    const turns = await runOrders(contestant)
    const sum = (of: (turn: (typeof turns)[number]) => number): number =>
      turns.reduce((total, turn) => total + of(turn), 0)
    return {
      kind: 'measured',
      figures: {
        ...edits,
        'orders.turns': turns.length,
        'orders.broken': turns.filter(({ brokenPairs }) => brokenPairs > 0).length,
        'orders.speedup': sum(({ workMs }) => workMs) / sum(({ wallMs }) => wallMs),
        'orders.bestSpeedup': sum(({ workMs }) => workMs) / sum(({ shortestMs }) => shortestMs),
      },
    }
  },
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
