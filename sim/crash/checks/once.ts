import { isRepeatable } from '../facts.ts'
import { withLife, type Check } from '../evidence.ts'

/**
 * What must not be repeated starts once, unless the attempt before said, to a process that heard it, that nothing was
 * done.
 */
export const startsOnce: Check = (evidence) => {
  const { facts } = evidence
  const faults: string[] = []
  const last = new Map<string, { readonly nothing: boolean; readonly life: number }>()
  for (const [line, life] of withLife(evidence)) {
    if (line.what !== 'start' && line.what !== 'nothing') continue
    const { key } = line
    const fact = facts.get(key)
    if (fact === undefined || isRepeatable(fact)) continue
    const before = last.get(key)
    if (line.what === 'start' && before !== undefined && !(before.nothing && before.life === life))
      faults.push(`${key} (${fact.kind}) started again in ${line.process}`)
    last.set(key, { nothing: line.what === 'nothing', life })
  }
  return faults
}
