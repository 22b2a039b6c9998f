import { scopedId } from '../../../src/util/scoped-id.ts'
import type { Check } from '../evidence.ts'
import { isRead, isRepeatable } from '../facts.ts'
import { isSuspended, isToolLine, type PlainResult, type ToolLine } from '../line.ts'

/** Of no call it is said that it was not run, while the ledger has that it was, and may have done something. */
export const saidIsTrue: Check = ({ plan, facts, lines }) => {
  const faults: string[] = []
  const last = new Map<string, ToolLine['what']>()
  for (const line of lines) {
    if (isToolLine(line)) last.set(line.key, line.what)
    if (line.what !== 'settled') continue
    const key = scopedId(line.turn, line.id)
    const fact = facts.get(key)
    const did = last.get(key)
    if (fact === undefined || isRead(fact) || did === undefined || did === 'nothing') continue
    // Of two callers that stop, the second may leave what it has not heard of yet: that of its own turn it was not run.
    if (plan.twice !== undefined && (isRepeatable(fact) || isSuspended(line))) continue
    if (saysNotRun(line))
      faults.push(`${key} had run (${did}), and ${line.process} said: ${line.content}`)
  }
  return faults
}

/** Unless it says as well that this is not known. */
function saysNotRun({ status, content }: PlainResult): boolean {
  return (
    status !== 'ok' && status !== 'unknown' && /was not (?:run|started)\b(?! again)/.test(content)
  )
}
