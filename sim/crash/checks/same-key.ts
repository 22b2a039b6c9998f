import { scopedId } from '../../../src/util/scoped-id.ts'
import type { Check } from '../evidence.ts'
import { isToolLine } from '../line.ts'

/** A call has one idempotency key, in every attempt, process and record, and no other call has it. */
export const sameKey: Check = ({ facts, lines, lives }) => {
  const faults: string[] = []
  for (const line of lines.filter(isToolLine)) {
    const own = scopedId(line.turn, line.call)
    if (!facts.has(own)) faults.push(`${own} ran in ${line.process}, and is no call of the plan`)
    else if (line.key !== own)
      faults.push(`${own} ran in ${line.process} under the idempotency key ${line.key}`)
  }
  for (const { process, kept } of lives)
    for (const [own, { idempotencyKey }] of kept)
      if (idempotencyKey !== undefined && idempotencyKey !== own)
        faults.push(`after ${process} the journal has ${own} under the key ${idempotencyKey}`)
  return faults
}
