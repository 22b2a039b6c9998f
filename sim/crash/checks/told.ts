import { scopedId } from '../../../src/util/scoped-id.ts'
import { earlyReads } from '../early-reads.ts'
import type { Check } from '../evidence.ts'
import { isOpen, type PlainResult } from '../line.ts'

/** Whatever was told of a call, but that it was suspended, is told again, to the letter, by every process that comes after. */
export const toldStays: Check = (evidence) => {
  const faults: string[] = []
  const told = new Map<string, PlainResult>()
  const early = earlyReads(evidence)
  for (const line of evidence.lines) {
    if (line.what !== 'settled' && line.what !== 'report') continue
    for (const result of line.what === 'settled' ? [line] : line.results) {
      if (isOpen(result)) continue
      const key = scopedId(line.turn, result.id)
      if (early.has(`${line.process} ${key}`)) continue
      const first = told.get(key)
      if (first === undefined) told.set(key, result)
      else if (first.status !== result.status || first.content !== result.content)
        faults.push(
          `${key} was ${first.status} (${first.content}), and is ${result.status} (${result.content}) in ${line.process}`,
        )
    }
  }
  return faults
}
