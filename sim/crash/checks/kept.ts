import { scopedId } from '../../../src/util/scoped-id.ts'
import { isRead } from '../facts.ts'
import { asText, isOpen, type PlainResult } from '../line.ts'
import { withLife, type Check } from '../evidence.ts'

/** What may change something starts only once that is kept; and what it led to is kept before anybody is told. */
export const keptFirst: Check = (evidence) => {
  const { facts, lives } = evidence
  const faults: string[] = []
  const started = new Set<string>()
  /** In which process; of what an earlier one had begun, it may never be known how it ended. */
  const lifeOf = new Map<string, number>()
  for (const [line, life] of withLife(evidence)) {
    if (line.what !== 'start' && line.what !== 'settled') continue
    const key = line.what === 'settled' ? scopedId(line.turn, line.id) : line.key
    const fact = facts.get(key)
    const kept = lives[life]?.kept.get(key)
    if (fact !== undefined && isRead(fact) && line.what === 'settled')
      for (const seen of seenBy(line))
        if (lifeOf.get(seen) === life && lives[life]?.kept.get(seen)?.result === undefined)
          faults.push(`${key} was told with what ${seen} did, of which no result was kept`)
    if (fact === undefined || isRead(fact)) continue
    if (line.what === 'settled' && isOpen(line)) continue
    if (line.what !== 'settled') {
      started.add(key)
      lifeOf.set(key, life)
      if (kept?.startedAtMs === undefined)
        faults.push(`${key} started in ${line.process}, and its start was not kept`)
    } else if (started.has(key) || kept?.startedAtMs !== undefined) {
      const { status, content } = kept?.result ?? {}
      if (status !== line.status || (content !== undefined && asText(content) !== line.content))
        faults.push(
          `${key} was told to be ${line.status}, and kept was ${status ?? 'nothing of its end'}`,
        )
    }
  }
  return faults
}

/** The writes whose effects the result of a read shows. */
function seenBy({ status, content }: PlainResult): readonly string[] {
  return status === 'ok' ? (JSON.parse(content) as { saw: string[] }).saw : []
}
