import type { MissedParallelism } from '../html.ts'
import type { Lane } from '../picture/lanes.ts'
import type { CallRow } from '../../timeline/row.ts'

/** The most calls of a later turn that are drawn where they could have been. */
const most = 6

/** A later turn's calls that could have been in an earlier one. */
export interface Hollow {
  readonly missed: MissedParallelism
  readonly calls: readonly CallRow[]
}

/** By the number of the earlier turn. Turns that are not there are left out. */
export function hollowsOf(
  missed: readonly MissedParallelism[],
  lanes: readonly Lane[],
): Map<number, Hollow[]> {
  const byTurn = new Map(lanes.map((lane) => [lane.turn, lane]))
  const found = new Map<number, Hollow[]>()
  for (const one of missed) {
    const [earlier, later] = one.turns
    const calls = byTurn.get(later)?.calls.slice(0, most) ?? []
    if (calls.length === 0 || !byTurn.has(earlier)) continue
    found.set(earlier, [...(found.get(earlier) ?? []), { missed: one, calls }])
  }
  return found
}

/** How many lines they need in the earlier turn. */
export function hollowLinesOf(
  missed: readonly MissedParallelism[],
  lanes: readonly Lane[],
): (turn: number) => number {
  const hollows = hollowsOf(missed, lanes)
  return (turn) => (hollows.get(turn) ?? []).reduce((sum, { calls }) => sum + calls.length, 0)
}
