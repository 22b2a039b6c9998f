import type { Check } from '../evidence.ts'

/** Where its holder is frozen in the middle of a commit, the file itself is held. */
const isHeld: ReadonlySet<unknown> = new Set(['journal_in_use', 'journal_busy'])

/** Nobody else can write to a journal while an engine has it, and is told so; who only looks into it may. */
export const alone: Check = ({ lines, lives }) => {
  const faults: string[] = []
  const engines = new Set(lives.map(({ process }) => process))
  let holder: string | undefined
  for (const line of lines) {
    const { what, process } = line
    if (what === 'begun') {
      if (holder !== undefined) faults.push(`${process} began while ${holder} had the journal`)
      holder = process
    }
    const isOver = what === 'closing' || what === 'struck' || what === 'killed' || what === 'exited'
    if (isOver && engines.has(process)) holder = undefined
    if (what === 'entered' && holder !== undefined)
      faults.push(`${process} could open the journal while ${holder} had it`)
    if (what === 'refused' && !isHeld.has(line.code))
      faults.push(`${process} was not told that the journal is in use: ${line.code}`)
    if (what === 'hung') faults.push(`${process} was told to close, and did not end`)
    if (what === 'looked' && line.code !== 0 && !line.said.includes('Expected a run or a turn'))
      faults.push(`${line.how} of the command line ended with ${line.code}: ${line.said}`)
  }
  return faults
}
