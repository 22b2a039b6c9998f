import { plural } from '../../util/term/time.ts'
import type { Row } from './row.ts'

export interface Shown {
  readonly rows: readonly Row[]
  /** What was left out, in one line; absent if nothing was. */
  readonly rest?: string
}

/**
 * Chooses the rows to show where not all fit: first go the settled calls, the oldest first, then what waits,
 * the newest first.
 */
export function elide(rows: readonly Row[], height: number): Shown {
  if (rows.length <= height) return { rows }
  const room = Math.max(1, height - 1)
  const dropped = new Set<Row>()
  const drop = (candidates: readonly Row[]): void => {
    const surplus = rows.length - dropped.size - room
    for (const row of candidates.slice(0, Math.max(0, surplus))) dropped.add(row)
  }
  drop(rows.filter((row) => row.kind === 'call' && isSettled(row)))
  drop(rows.filter((row) => row.state === 'waiting').toReversed())
  drop(rows.filter((row) => !dropped.has(row)))
  return { rows: rows.filter((row) => !dropped.has(row)), rest: summary([...dropped]) }
}

function isSettled(row: Row): boolean {
  return row.state !== 'waiting' && row.state !== 'running'
}

function summary(rows: readonly Row[]): string {
  const counts = new Map<string, number>()
  for (const { kind, state } of rows)
    if (kind === 'call') counts.set(state, (counts.get(state) ?? 0) + 1)
  const calls = rows.filter((row) => row.kind === 'call').length
  const parts = [...counts].map(([state, number]) => `${number} ${state}`)
  return calls === 0 ? '' : `… ${plural(calls, 'more call')}: ${parts.join(', ')}`
}
