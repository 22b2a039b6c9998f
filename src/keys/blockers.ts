import type { Blocker, LiveClaim } from './key-claim.ts'
import type { Entry } from './key-node.ts'
import { conflictKind, conflictsOf, type Mode } from './lock-mode.ts'

interface Cursor<Owner> {
  readonly waiting: Mode
  blocking: Entry<LiveClaim<Owner>> | undefined
}

/** Merges the lanes in which a claim waits, oldest entry first. Lazy, because most readers want the first only. */
export function* blockersOf<Owner>(claim: LiveClaim<Owner>): Generator<Blocker<Owner>> {
  let cursors = startingCursors(claim)
  while (cursors.length > 0) {
    const first = cursors.reduce((a, b) => (place(b) < place(a) ? b : a))
    const entry = first.blocking
    if (entry !== undefined) yield describe(entry, first.waiting)
    first.blocking = entry?.newer
    if (place(first) >= claim.place) cursors = cursors.filter((cursor) => cursor !== first)
  }
}

/** The owners of later claims that conflict with a claim, newest first in each lane. */
export function* waitersOf<Owner>(claim: LiveClaim<Owner>): Generator<Owner> {
  for (let entry = claim.entry; entry !== undefined; entry = entry.sibling)
    for (const mode of conflictsOf[entry.mode] ?? []) {
      let later = entry.node.lanes[mode]?.newest
      for (; later !== undefined && later.holder.place > claim.place; later = later.older)
        yield later.holder.owner
    }
}

/** Whether a claim conflicts with an earlier one. */
export function isBlockedBy<Owner>(claim: LiveClaim<Owner>, earlier: LiveClaim<Owner>): boolean {
  if (earlier.place >= claim.place) return false
  for (let own = claim.entry; own !== undefined; own = own.sibling)
    for (let other = earlier.entry; other !== undefined; other = other.sibling)
      if (own.node === other.node && conflictsOf[own.mode]?.includes(other.mode)) return true
  return false
}

function startingCursors<Owner>(claim: LiveClaim<Owner>): Cursor<Owner>[] {
  const cursors: Cursor<Owner>[] = []
  for (let entry = claim.entry; entry !== undefined; entry = entry.sibling)
    for (const mode of conflictsOf[entry.mode] ?? []) {
      const cursor = { waiting: entry.mode, blocking: entry.node.lanes[mode]?.oldest }
      if (place(cursor) < claim.place) cursors.push(cursor)
    }
  return cursors
}

function place<Owner>({ blocking }: Cursor<Owner>): number {
  return blocking?.holder.place ?? Infinity
}

function describe<Owner>(entry: Entry<LiveClaim<Owner>>, waiting: Mode): Blocker<Owner> {
  return {
    owner: entry.holder.owner,
    key: entry.node.key,
    mode: conflictKind(entry.mode, waiting),
  }
}
