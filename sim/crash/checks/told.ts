import { scopedId } from '../../../src/util/scoped-id.ts'
import type { Check } from '../evidence.ts'
import type { PlainResult } from '../line.ts'

/** Whatever was told of a call is told again, to the letter, by every process that comes after. */
export const toldStays: Check = ({ lines }) => {
  const faults: string[] = []
  const told = new Map<string, PlainResult>()
  for (const line of lines) {
    if (line.what !== 'settled' && line.what !== 'report') continue
    for (const result of line.what === 'settled' ? [line] : line.results) {
      const key = scopedId(line.turn, result.id)
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
