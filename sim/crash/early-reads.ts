import { scopedId } from '../../src/util/scoped-id.ts'
import type { Evidence } from './evidence.ts'
import { isRead } from './facts.ts'

/**
 * Reads that ran in a process after that was told to stop, as `<process> <key>`: where a message comes in pieces, those of one
 * that is not complete still start, also if what comes before them in it does not. Nobody goes on with what they saw.
 */
export function earlyReads({ plan, facts, lines }: Evidence): ReadonlySet<string> {
  const early = new Set<string>()
  if (!plan.turns.some(({ addMs }) => addMs !== undefined)) return early
  let stopping: string | undefined
  for (const line of lines) {
    if (line.what === 'stopping') stopping = line.process
    if (line.what !== 'settled' || line.process !== stopping) continue
    const key = scopedId(line.turn, line.id)
    const fact = facts.get(key)
    if (fact !== undefined && isRead(fact)) early.add(`${line.process} ${key}`)
  }
  return early
}
