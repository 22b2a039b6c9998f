import { withLife, type Check } from '../evidence.ts'

/** What somebody has to allow runs only once that is in the journal. */
export const approvedFirst: Check = (evidence) => {
  const { facts, lives } = evidence
  const faults: string[] = []
  for (const [line, life] of withLife(evidence)) {
    const fact = line.what === 'start' ? facts.get(line.key) : undefined
    if (fact?.kind !== 'ask') continue
    const decision = lives[life]?.kept.get(fact.key)?.decision?.decision
    if (decision !== 'allow')
      faults.push(
        `${fact.key} started in ${line.process}, and the decision was ${decision ?? 'none'}`,
      )
  }
  return faults
}
