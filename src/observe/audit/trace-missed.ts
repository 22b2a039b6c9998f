import { judgePairs } from '../../ledger/judge.ts'
import type { MissedParallelism } from '../page/html.ts'
import type { TraceLine } from '../trace/line.ts'
import { effectsByName } from './effects-of.ts'
import { TraceReader } from './fanfold-trace.ts'

/**
 * Which neighbouring turns of a traced run could surely have been one message, as the page draws them. A trace does not hold what
 * its tools declare, so that is read off their names.
 */
export function missedInTrace(lines: readonly TraceLine[]): MissedParallelism[] {
  const reader = new TraceReader()
  for (const line of lines) reader.read(line)
  const turns = reader.turnNumbers
  return reader.end().flatMap((run) =>
    judgePairs({ name: '', ...run }, effectsByName()).flatMap(
      ({ turns: [i, j], mergeable, why }) => {
        const [earlier, later] = [turns[i], turns[j]]
        if (mergeable !== 'yes' || earlier === undefined || later === undefined) return []
        return [{ turns: [earlier, later] as const, why }]
      },
    ),
  )
}
