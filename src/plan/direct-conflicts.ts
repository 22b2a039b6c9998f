import type { Effects } from '../call/effects.ts'
import { KeyNode, type Holder } from '../keys/key-node.ts'
import { formatKey, parseKey } from '../keys/key.ts'
import { IS, IX, S, X, type Mode } from '../keys/lock-mode.ts'

/** One key that a call reads or writes. */
export interface Touch extends Holder<Touch> {
  readonly call: number
  readonly key: string
  readonly writes: boolean
}

/** Two keys on which calls conflict. */
export interface Overlap {
  readonly earlier: Touch
  readonly later: Touch
}

/**
 * Finds which earlier calls each call has to wait for, without those for which it waits anyway because a call between
 * the two is in conflict with both over the same keys. What it leaves out makes no difference to the order.
 *
 * It keeps the key table's trie, but a touch leaves as soon as a later call writes a key that covers it: what would
 * conflict with the one conflicts with the other. So a chain of calls on one key costs the same for each.
 */
export class DirectConflicts {
  readonly #root = new KeyNode<Touch>()
  #places = 0;

  /** Adds a call after all others, and yields the conflicts that it has with them. To be read to the end. */
  *add(call: number, { reads, writes }: Pick<Effects, 'reads' | 'writes'>): Generator<Overlap> {
    const place = this.#places++
    const touches = new Map<string, Touch>()
    const touch = (text: string, isWrite: boolean): void => {
      const key = formatKey(parseKey(text))
      if (!touches.has(key))
        touches.set(key, { place, call, key, writes: isWrite, entry: undefined })
    }
    for (const key of writes) touch(key, true)
    for (const key of reads) touch(key, false)
    for (const later of touches.values()) yield* this.#before(later)
    for (const each of touches.values()) this.#enter(each)
  }

  /** Everything older than what it conflicts with, if that conflicts with the call too, is left out. */
  *#before(later: Touch): Generator<Overlap> {
    const path = this.#pathTo(later.key)
    const own = path.slice(-1)
    const write = newest(path, X)
    const writeBelow = newest(own, IX)
    const read = later.writes ? newest(path, S) : -1
    const readBelow = later.writes ? newest(own, IS) : -1
    yield* meetings(path, X, Math.max(write, writeBelow, read, readBelow), later)
    // What is below an older write has left already.
    yield* meetings(own, IX, read, later)
    if (later.writes) {
      yield* meetings(path, S, Math.max(write, writeBelow), later)
      yield* meetings(own, IS, -1, later)
    }
  }

  #enter(touch: Touch): void {
    const path = this.#pathTo(touch.key)
    const own = path.at(-1)
    for (const node of path) {
      const [whole, below] = touch.writes ? [X, IX] : [S, IS]
      node.arrive(touch, node === own ? whole : below)
    }
    for (let entry = touch.entry; entry !== undefined; entry = entry.sibling)
      entry.node.enqueue(entry)
    if (touch.writes) for (const covered of olderIn(own, touch.place)) leave(covered)
  }

  #pathTo(key: string): KeyNode<Touch>[] {
    let node = this.#root
    const path = [node]
    for (const segment of parseKey(key)) {
      node = node.child(segment)
      path.push(node)
    }
    return path
  }
}

/** The touches of a mode on a path that are not older than a place. */
function* meetings(
  nodes: readonly KeyNode<Touch>[],
  mode: Mode,
  from: number,
  later: Touch,
): Generator<Overlap> {
  for (const node of nodes)
    for (let entry = node.lanes[mode]?.newest; entry !== undefined; entry = entry.older) {
      if (entry.holder.place < from) break
      yield { earlier: entry.holder, later }
    }
}

/** The place of the newest entry of a mode on a path. */
function newest(path: readonly KeyNode<Touch>[], mode: Mode): number {
  let place = -1
  for (const node of path) place = Math.max(place, node.lanes[mode]?.newest?.holder.place ?? -1)
  return place
}

function olderIn(node: KeyNode<Touch> | undefined, place: number): Touch[] {
  const older: Touch[] = []
  for (const lane of node?.lanes ?? [])
    for (let entry = lane?.oldest; entry !== undefined; entry = entry.newer) {
      if (entry.holder.place === place) break
      older.push(entry.holder)
    }
  return older
}

function leave(touch: Touch): void {
  for (let entry = touch.entry; entry !== undefined; entry = entry.sibling)
    entry.node.leave(entry, [])
}
