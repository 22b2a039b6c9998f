import { scopedId } from '../../../src/util/scoped-id.ts'
import { isRead } from '../facts.ts'
import { isOpen } from '../line.ts'
import { withLife, type Check } from '../evidence.ts'

/** No call ran again once its result was kept, or, if it does more than read, once anybody was told of it. */
export const settledStays: Check = (evidence) => {
  const { facts, lives } = evidence
  const faults: string[] = []
  const told = new Map<string, number>()
  /** Turns that have ended for one of their callers: another one who comes later has what reads only read anew. */
  const ended = new Set<string>()
  for (const [line, life] of withLife(evidence)) {
    if (line.what === 'report') ended.add(line.turn)
    if (line.what === 'settled' && !isOpen(line)) told.set(scopedId(line.turn, line.id), life)
    if (line.what !== 'start') continue
    const { key } = line
    const keptBefore = lives[life - 1]?.kept.get(key)?.result
    if (keptBefore !== undefined)
      faults.push(`${key} ran in ${line.process} though its result (${keptBefore.status}) was kept`)
    const toldIn = told.get(key)
    const fact = facts.get(key)
    // Reads that no write had to come after may run again, but not while their own process lives.
    const again =
      fact !== undefined && isRead(fact)
        ? toldIn === life && !ended.has(line.turn)
        : toldIn !== undefined
    if (again) faults.push(`${key} ran in ${line.process} after its result had been told`)
  }
  return faults
}
