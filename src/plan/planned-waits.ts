import type { Dependency } from './dependencies.ts'
import type { Overlap } from './direct-conflicts.ts'
import { callPhrase, keyPhrase } from './phrase.ts'
import type { PlannedWait } from './plan.ts'

interface Identified {
  readonly id: string
}

/** The waits for the calls whose results a call uses. */
export function dependencyWaits(
  on: readonly Dependency[],
  calls: readonly Identified[],
): PlannedWait[] {
  return on.map(({ index, text }) => ({
    index,
    id: calls[index]?.id ?? '',
    why: 'dependency',
    keys: [],
    text: `it uses ${text}`,
  }))
}

/** One wait for each call that another conflicts with, however many keys they share, in call order. */
export function conflictWaits(
  overlaps: readonly Overlap[],
  calls: readonly Identified[],
): PlannedWait[] {
  const byCall = new Map<number, Overlap[]>()
  for (const overlap of overlaps) {
    const index = overlap.earlier.call
    const shared = byCall.get(index)
    if (shared === undefined) byCall.set(index, [overlap])
    else shared.push(overlap)
  }
  return [...byCall]
    .toSorted(([a], [b]) => a - b)
    .map(([index, shared]) => {
      const keys = [...new Set(shared.map(meetingKey))]
      const more = keys.length === 1 ? '' : `, and ${keys.length - 1} more`
      const text = conflictText(shared) + more
      return { index, id: calls[index]?.id ?? '', why: 'conflict', keys, text }
    })
}

/** Of two keys of which one covers the other, the one that does. */
function meetingKey({ earlier: { key: a }, later: { key: b } }: Overlap): string {
  if (a === '*' || b === '*') return '*'
  return a.length < b.length ? a : b
}

function conflictText([first]: readonly Overlap[]): string {
  if (first === undefined) return ''
  const { earlier, later } = first
  const isSame = earlier.key === later.key
  if (isSame && earlier.writes && later.writes) return `both write ${keyPhrase(earlier.key)}`
  const then = isSame ? 'it' : keyPhrase(later.key)
  return (
    `${callPhrase(earlier.call)} ${verb(earlier.writes)} ${keyPhrase(earlier.key)} ` +
    `and ${callPhrase(later.call)} ${verb(later.writes)} ${then}`
  )
}

function verb(isWrite: boolean): string {
  return isWrite ? 'writes' : 'reads'
}
