import type { Dependency } from './dependencies.ts'
import type { Overlap } from './direct-conflicts.ts'
import { parseKey } from './key.ts'
import { callPhrase, keyPhrase } from './phrase.ts'
import type { PlannedWait } from './plan.ts'

interface Numbered {
  readonly id: string
}

/** The waits for the calls whose results a call uses. */
export function dependencyWaits(on: readonly Dependency[], calls: readonly Numbered[]): PlannedWait[] {
  return on.map(({ index, text }) => ({
    index,
    id: calls[index]?.id ?? '',
    why: 'dependency',
    keys: [],
    text: `it uses ${text}`,
  }))
}

/** One wait for each call that another conflicts with, however many keys they share. */
export function conflictWaits(
  overlaps: readonly Overlap[],
  calls: readonly Numbered[],
): PlannedWait[] {
  const byCall = Map.groupBy(overlaps, ({ earlier }) => earlier.call)
  return [...byCall]
    .toSorted(([a], [b]) => a - b)
    .map(([index, shared]) => ({
      index,
      id: calls[index]?.id ?? '',
      why: 'conflict',
      keys: [...new Set(shared.map(meetingKey))],
      text: conflictText(shared),
    }))
}

/** Of two keys of which one covers the other, the one that does. */
function meetingKey({ earlier, later }: Overlap): string {
  return parseKey(earlier.key).length < parseKey(later.key).length ? earlier.key : later.key
}

function conflictText(shared: readonly Overlap[]): string {
  ...
}
