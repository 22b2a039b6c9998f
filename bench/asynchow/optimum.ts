import type { TaskGraph } from './graphs.ts'
import { boundOf, longestPathFirst, tailsOf } from './measures.ts'

/**
 * The shortest time, in seconds, in which so many machines can do the graph: branch and bound over the orders in
 * which tasks can start. Exact; meant for graphs of a dozen tasks.
 */
export function optimumOf(graph: TaskGraph, machines: number): number {
  const { tasks } = graph
  const tails = tailsOf(graph)
  const bound = boundOf(graph, machines)
  const ends = new Map<string, number>()
  let best = longestPathFirst(graph, machines)

  /** `free`: when each machine is. The task at `lastIndex` was started last, at `lastStart`. */
  function search(free: readonly number[], lastStart: number, lastIndex: number): void {
    if (ends.size === tasks.length) best = Math.min(best, Math.max(...free))
    for (const [index, { id, seconds, needs }] of tasks.entries()) {
      if (best === bound) return
      if (ends.has(id) || !needs.every((need) => ends.has(need))) continue
      const ready = needs.map((need) => ends.get(need) ?? 0)
      const start = Math.max(lastStart, Math.min(...free), ...ready)
      // Tasks that start together do so in one order only.
      if (start === lastStart && index < lastIndex) continue
      if (start + (tails.get(id) ?? 0) >= best) continue
      ends.set(id, start + seconds)
      search(free.toSorted((a, b) => a - b).with(0, start + seconds), start, index)
      ends.delete(id)
    }
  }

  search(
    Array.from({ length: machines }, () => 0),
    0,
    -1,
  )
  return best
}
