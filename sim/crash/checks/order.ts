import { scopedId } from '../../../src/util/scoped-id.ts'
import { earlyReads } from '../early-reads.ts'
import type { Check, Evidence } from '../evidence.ts'
import { isLeaf, isRead, isWrite, overlap, type Fact } from '../facts.ts'
import { isToolLine, type Line } from '../line.ts'

/** Writes of overlapping keys take effect in call order, over all processes. */
export const inOrder: Check = ({ facts, lines }) => {
  const faults: string[] = []
  const done: Fact[] = []
  for (const line of lines) {
    const fact = line.what === 'end' ? facts.get(line.key) : undefined
    if (fact === undefined || !isWrite(fact)) continue
    const later = done.find((one) => one.place > fact.place && conflict(one, fact))
    if (later !== undefined) faults.push(`${fact.key} took effect after ${later.key}`)
    done.push(fact)
  }
  return faults
}

/** Conflicting calls are never at work at the same time, even if one was begun by a process that is gone. */
export const apart: Check = ({ facts, lines }) => {
  const faults: string[] = []
  const open: { readonly fact: Fact; readonly process: string }[] = []
  for (const line of lines) {
    for (let at = open.length - 1; at >= 0; at -= 1)
      if (ends(line, open[at] as (typeof open)[number])) open.splice(at, 1)
    const fact = line.what === 'start' ? facts.get(line.key) : undefined
    if (fact === undefined || !isLeaf(fact)) continue
    const other = open.find((one) => one.fact !== fact && conflict(one.fact, fact))
    if (other !== undefined)
      faults.push(`${fact.key} started while ${other.fact.key} was at work in ${other.process}`)
    open.push({ fact, process: line.process })
  }
  return faults
}

/** A read sees what was written by the calls before it, and by no others. */
export const readsSee: Check = (evidence) => {
  const faults: string[] = []
  const early = earlyReads(evidence)
  for (const line of evidence.lines) {
    if (line.what !== 'settled' || line.status !== 'ok') continue
    if (early.has(`${line.process} ${scopedId(line.turn, line.id)}`)) continue
    const fact = evidence.facts.get(scopedId(line.turn, line.id))
    if (fact === undefined || !isRead(fact)) continue
    const { saw } = JSON.parse(line.content) as { saw: string[] }
    const due = writesBefore(fact, evidence)
    if (saw.toSorted().join() !== due.toSorted().join())
      faults.push(`${fact.key} saw [${saw.join(', ')}], and comes after [${due.join(', ')}]`)
  }
  return faults
}

function writesBefore(read: Fact, { facts, lines }: Evidence): string[] {
  const done = new Set(lines.flatMap((line) => (line.what === 'end' ? [line.key] : [])))
  return [...facts.values()]
    .filter((fact) => fact.place < read.place && isWrite(fact) && conflict(fact, read))
    .filter(({ key }) => done.has(key))
    .map(({ key }) => key)
}

function conflict(one: Fact, other: Fact): boolean {
  return (isWrite(one) || isWrite(other)) && overlap(one.call.keys, other.call.keys)
}

function ends(line: Line, { fact, process }: { fact: Fact; process: string }): boolean {
  if (line.process !== process) return false
  if (line.what === 'killed' || line.what === 'exited') return true
  return isToolLine(line) && line.what !== 'start' && line.key === fact.key
}
