import type { Check } from '../evidence.ts'

/** A call whose lease of shared keys is lost goes no further: what comes then, another engine may be at. */
export const heldKeys: Check = ({ lines }) => {
  const faults: string[] = []
  const lost = new Map<string, string>()
  for (const line of lines) {
    // Who takes a call over that was suspended has asked for its keys anew.
    if (line.what === 'held') lost.delete(line.owner)
    if (line.what === 'lost') lost.set(line.owner, line.process)
    if ((line.what === 'start' || line.what === 'end') && lost.get(line.key) === line.process)
      faults.push(`${line.key} went on (${line.what}) in ${line.process} without its keys`)
  }
  return faults
}
