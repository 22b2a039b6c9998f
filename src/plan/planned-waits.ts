import type { Need } from './references/needs.ts'
import type { Overlap } from './direct-conflicts.ts'
import { printable } from '../util/printable.ts'
import { callPhrase, keyPhrase } from './phrase.ts'
import type { PlannedWait } from './plan.ts'

interface Identified {
  readonly id: string
}

/** The waits for the calls whose results a call uses. */
export function dependencyWaits(
  on: readonly Need<number>[],
  calls: readonly Identified[],
): PlannedWait[] {
  return on.map(({ call: index, text }) => ({
    index,
    id: calls[index]?.id ?? '',
    why: 'dependency',
    keys: [],
    text: `it uses ${printable(text)}`,
  }))
}

/** So many conflicts of one call are listed. */
const mostConflicts = 100

/** The calls that another conflicts with, however many keys they share: the first of them listed, the others counted. */
export class PlannedConflicts {
  readonly #byCall = new Map<number, Overlap[]>()
  readonly #others = new Set<number>()

  /** How many are not listed. */
  get more(): number {
    return this.#others.size
  }

  add(overlap: Overlap): void {
    const { call } = overlap.earlier
    const shared = this.#byCall.get(call)
    if (shared !== undefined) shared.push(overlap)
    else if (this.#byCall.size < mostConflicts) this.#byCall.set(call, [overlap])
    else this.#others.add(call)
  }

  /** One wait for each that is listed, in call order. */
  waits(calls: readonly Identified[]): PlannedWait[] {
    return [...this.#byCall]
      .toSorted(([a], [b]) => a - b)
      .map(([index, shared]) => {
        const keys = [...new Set(shared.map(meetingKey))]
        const more = keys.length === 1 ? '' : `, and ${keys.length - 1} more`
        const text = conflictText(shared) + more
        return { index, id: calls[index]?.id ?? '', why: 'conflict', keys, text }
      })
  }
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
