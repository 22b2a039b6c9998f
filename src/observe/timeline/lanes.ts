import type { Stretch } from './row.ts'

/**
 * Puts stretches into as few lanes as possible, so that none overlaps another of its lane: in the order in which they begin,
 * each into the first lane that is free then.
 *
 * @param nowMs where what has no end yet ends.
 * @returns for each stretch its lane, from 0.
 */
export function lanesOf(stretches: readonly Stretch[], nowMs: number): number[] {
  const free = new FreeLines()
  const lanes = stretches.map(() => 0)
  const inOrder = [...stretches.entries()].toSorted(([, a], [, b]) => a.startMs - b.startMs)
  for (const [at, { startMs, endMs = nowMs }] of inOrder)
    lanes[at] = free.take(startMs, Math.max(startMs, endMs))
  return lanes
}

/**
 * Finds for each interval the first line that is free by then. Made for ten thousand lines and more: a binary tree keeps the
 * earliest end of each half, so that finding one takes as many steps as the tree is deep.
 */
export class FreeLines {
  /** A heap of minima: node 1 is the root, the leaves begin at `#size`. Lines that nobody has used yet are free. */
  #tree: Float64Array = new Float64Array(2).fill(-Infinity)
  #size = 1
  /** How many lines are in use. */
  count = 0

  /** The first line whose last interval has ended by `startMs`; it is then taken until `endMs`. */
  take(startMs: number, endMs: number): number {
    if ((this.#tree[1] as number) > startMs) this.#grow()
    let node = 1
    while (node < this.#size) {
      node *= 2
      if ((this.#tree[node] as number) > startMs) node += 1
    }
    this.#tree[node] = endMs
    const line = node - this.#size
    for (node >>= 1; node >= 1; node >>= 1)
      this.#tree[node] = Math.min(
        this.#tree[2 * node] as number,
        this.#tree[2 * node + 1] as number,
      )
    this.count = Math.max(this.count, line + 1)
    return line
  }

  #grow(): void {
    const size = 2 * this.#size
    const tree = new Float64Array(2 * size).fill(-Infinity)
    tree.set(this.#tree.subarray(this.#size), size)
    for (let node = size - 1; node >= 1; node--)
      tree[node] = Math.min(tree[2 * node] as number, tree[2 * node + 1] as number)
    this.#tree = tree
    this.#size = size
  }
}
