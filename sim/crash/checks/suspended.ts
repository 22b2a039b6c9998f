import { scopedId } from '../../../src/util/scoped-id.ts'
import type { Check } from '../evidence.ts'
import { withLife } from '../evidence.ts'
import { isRead, type Fact } from '../facts.ts'
import { isSuspended, type Line } from '../line.ts'

/**
 * Once an engine was told to stop, nothing starts in it but what was kept as started before, and what a call does inside it
 * that may still finish. Of what was suspended nothing is kept.
 */
export const suspendedStays: Check = (evidence) => {
  const { facts, lives, plan } = evidence
  const faults: string[] = []
  let stopping: (Line & { readonly what: 'stopping' }) | undefined
  for (const [line, life] of withLife(evidence)) {
    const { process = '', kept } = lives[life] ?? {}
    if (line.process !== process) continue
    if (line.what === 'begun') stopping = undefined
    if (line.what === 'stopping') stopping = line
    if (line.what === 'start' && stopping?.all === true) {
      const fact = facts.get(line.key)
      const startedAtMs = kept?.get(line.key)?.startedAtMs ?? Infinity
      if (fact !== undefined && !isInside(fact) && !isEarly(fact) && startedAtMs > stopping.atMs)
        faults.push(`${line.key} started in ${process} after that was told to stop`)
    }
    if (line.what !== 'settled' || !isSuspended(line) || plan.twice !== undefined) continue
    const key = scopedId(line.turn, line.id)
    const { result } = kept?.get(key) ?? {}
    if (stopping === undefined)
      faults.push(`${key} is suspended in ${process}, which nobody has told to stop`)
    // What was kept before, it need not have known.
    if (result !== undefined && lives[life - 1]?.kept.get(key)?.result === undefined)
      faults.push(`${key} was told to be suspended in ${process}, and was kept as ${result.status}`)
  }
  return faults
}

/** What only reads starts before its message is complete. */
function isEarly(fact: Fact): boolean {
  return isRead(fact)
}

function isInside({ outer }: Fact): boolean {
  return outer !== undefined && outer.kind !== 'batch'
}
