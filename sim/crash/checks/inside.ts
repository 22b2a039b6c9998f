import type { Check } from '../evidence.ts'
import { isLeaf } from '../facts.ts'
import { isSuspended, type PlainResult } from '../line.ts'
import { scopedId } from '../../../src/util/scoped-id.ts'

/** Who ran a turn inside is `ok` only if that turn has ended, and was not suspended: what is left of it would be lost. */
export const insideEnded: Check = ({ facts, lines }) => {
  const faults: string[] = []
  const last = new Map<string, PlainResult>()
  for (const line of lines) {
    if (line.what !== 'settled') continue
    const key = scopedId(line.turn, line.id)
    const fact = facts.get(key)
    last.set(key, line)
    if (fact === undefined || isLeaf(fact) || line.status !== 'ok') continue
    for (const inner of facts.values()) {
      const its = inner.outer === fact ? last.get(inner.key) : undefined
      if (its !== undefined && isSuspended(its))
        faults.push(`${key} is ok in ${line.process}, and ${inner.key} inside it was suspended`)
    }
  }
  return faults
}
