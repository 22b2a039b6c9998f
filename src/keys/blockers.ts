import { Heap, type HeapItem } from '../util/heap.ts'
import type { Blocker, LiveClaim } from './key-claim.ts'
import type { Entry, KeyNode } from './key-node.ts'
import { conflictKind, conflictsOf, type Mode } from './lock-mode.ts'

interface Cursor<Owner> extends HeapItem {
  readonly index: number
  readonly waiting: Mode
  blocking: Entry<LiveClaim<Owner>> | undefined
}

/** Merges the lanes in which a claim waits, oldest entry first. Lazy, because most readers want the first only. */
export function* blockersOf<Owner>(claim: LiveClaim<Owner>): Generator<Blocker<Owner>> {
  const cursors = startingCursors(claim)
  for (let first = cursors.peek(); first !== undefined; first = cursors.peek()) {
    const entry = first.blocking
    if (entry !== undefined) yield describe(entry, first.waiting)
    first.blocking = entry?.newer
    if (place(first) < claim.place) cursors.update(first)
    else cursors.remove(first)
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
  const modes = new Map<KeyNode<LiveClaim<Owner>>, Mode>()
  for (let { entry } = earlier; entry !== undefined; entry = entry.sibling)
    modes.set(entry.node, entry.mode)
  for (let { entry } = claim; entry !== undefined; entry = entry.sibling) {
    const mode = modes.get(entry.node)
    if (mode !== undefined && conflictsOf[entry.mode]?.includes(mode)) return true
  }
  return false
}

function startingCursors<Owner>(claim: LiveClaim<Owner>): Heap<Cursor<Owner>> {
  const cursors = new Heap<Cursor<Owner>>(
    (a, b) => place(a) < place(b) || (place(a) === place(b) && a.index < b.index),
  )
  for (let entry = claim.entry; entry !== undefined; entry = entry.sibling)
    for (const mode of conflictsOf[entry.mode] ?? []) {
      const blocking = entry.node.lanes[mode]?.oldest
      const cursor = { index: cursors.size, waiting: entry.mode, blocking, heapIndex: -1 }
      if (place(cursor) < claim.place) cursors.push(cursor)
    }
  return cursors
}

function place<Owner>({ blocking }: Pick<Cursor<Owner>, 'blocking'>): number {
  return blocking?.holder.place ?? Infinity
}

function describe<Owner>(entry: Entry<LiveClaim<Owner>>, waiting: Mode): Blocker<Owner> {
  return {
    owner: entry.holder.owner,
    key: entry.node.key,
    mode: conflictKind(entry.mode, waiting),
  }
}
