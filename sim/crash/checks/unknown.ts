import { scopedId } from '../../../src/util/scoped-id.ts'
import { isRepeatable } from '../facts.ts'
import { withLife, type Check } from '../evidence.ts'
import { isOpen } from '../line.ts'

/**
 * A call is `unknown` exactly if it is in doubt. In doubt is a call that must not be repeated,
 *
 * - of which the journal that a process found had the start and not the end. Whether its tool had done its work, or had
 *   even begun (between the record and the tool's first line there is always a moment), that process cannot know;
 * - or which was kept as started, and then the worker that had it in hand was killed, or told to close, or could not be read, or Redis was
 *   killed, which knew, or the engine itself was frozen for longer than workers wait for it. If a call had not
 *   begun, any worker may have had it in hand;
 * - or whose turn was suspended in the midst of it, while another caller goes on with it.
 *
 * One that may be repeated is in doubt if it had started before, and is not started again because the lease of its keys was lost
 * first.
 */
export const unknownIsInDoubt: Check = (evidence) => {
  const { facts, lives, plan } = evidence
  const faults: string[] = []
  const gone = new Set<string>()
  const worker = new Map<string, string>()
  const unreadable = new Set<string>()
  const keyless = new Set<string>()
  const begun = new Set<string>()
  let before = 0
  for (const [line, life] of withLife(evidence)) {
    if (life !== before) for (const ofLife of [gone, keyless, begun]) ofLife.clear()
    before = life
    if (line.what === 'lost' && line.process === lives[life]?.process) keyless.add(line.owner)
    if (line.what === 'killed' || line.what === 'told to close') gone.add(line.process)
    if (line.what === 'stopping' || line.what === 'thawed') gone.add('all')
    if (line.what === 'let go') gone.add(line.process)
    if (line.what === 'forged') unreadable.add(line.process)
    if (line.what === 'start') {
      worker.set(line.key, line.process)
      begun.add(line.key)
    }
    if (line.what !== 'settled' || isOpen(line)) continue
    const key = scopedId(line.turn, line.id)
    const fact = facts.get(key)
    if (fact === undefined) continue
    const found = lives[life - 1]?.kept.get(key)
    const isUnknown = line.status === 'unknown'
    const hand = worker.get(key)
    const isLost =
      gone.has('redis') ||
      gone.has('all') ||
      (hand === undefined ? gone.size > 0 : gone.has(hand) || unreadable.has(hand))
    const isStarted = lives[life]?.kept.get(key)?.startedAtMs !== undefined
    // Of two callers, the first may have started it, and left it to the other.
    const hadStarted = begun.has(key) ? plan.twice !== undefined : found?.startedAtMs !== undefined
    const isKept = found?.result?.status === 'unknown'
    if (isUnknown && isRepeatable(fact) && !isKept && !(keyless.has(key) && hadStarted))
      faults.push(`${key} is unknown, and could run again`)
    else if (isUnknown && found?.startedAtMs === undefined && !(isLost && isStarted))
      faults.push(`${key} is unknown in ${line.process}, and no process before had it started`)
    else if (isUnknown && found?.result !== undefined && found.result.status !== 'unknown')
      faults.push(`${key} is unknown in ${line.process}, and its end was kept`)
    const isInDoubt = found?.startedAtMs !== undefined && found.result === undefined
    if (!isUnknown && isInDoubt && !isRepeatable(fact))
      faults.push(`${key} is ${line.status} in ${line.process}, and was in doubt`)
  }
  return faults
}
