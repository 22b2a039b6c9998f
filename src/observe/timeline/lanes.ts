import { Heap, type HeapItem } from '../../util/heap.ts'
import type { Stretch } from './row.ts'

interface Lane extends HeapItem {
  readonly number: number
  freeMs: number
}

/**
 * Puts stretches into as few lanes as possible, so that none overlaps another of its lane: in the order in which they begin,
 * each into the first lane that is free then.
 *
 * @param nowMs where what has no end yet ends.
 * @returns for each stretch its lane, from 0.
 */
export function lanesOf(stretches: readonly Stretch[], nowMs: number): number[] {
  const free = new Heap<Lane>((a, b) => a.number < b.number)
  const busy = new Heap<Lane>((a, b) => a.freeMs < b.freeMs)
  const lanes = stretches.map(() => 0)
  const inOrder = [...stretches.entries()].toSorted(([, a], [, b]) => a.startMs - b.startMs)
  for (const [at, { startMs, endMs = nowMs }] of inOrder) {
    for (let next = busy.peek(); next !== undefined && next.freeMs <= startMs; next = busy.peek()) {
      busy.remove(next)
      free.push(next)
    }
    const lane = free.pop() ?? { number: busy.size, freeMs: 0, heapIndex: -1 }
    lane.freeMs = Math.max(startMs, endMs)
    lanes[at] = lane.number
    busy.push(lane)
  }
  return lanes
}
