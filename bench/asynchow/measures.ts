import type { Task, TaskGraph } from './graphs.ts'

/** All tasks one after the other, in seconds. */
export function workOf({ tasks }: TaskGraph): number {
  return tasks.reduce((sum, { seconds }) => sum + seconds, 0)
}

/** The longest chain of tasks that need each other: no schedule is shorter. In seconds. */
export function criticalPathOf(graph: TaskGraph): number {
  return Math.max(0, ...tailsOf(graph).values())
}

/** No schedule on so many machines is shorter than this, in seconds. Some graphs have none that short. */
export function boundOf(graph: TaskGraph, machines: number): number {
  return Math.max(criticalPathOf(graph), workOf(graph) / machines)
}

/** By task: the longest chain that begins with it, in seconds. */
export function tailsOf({ tasks }: TaskGraph): ReadonlyMap<string, number> {
  const tails = new Map<string, number>()
  for (const { id, seconds } of tasks.toReversed()) {
    const after = tasks
      .filter(({ needs }) => needs.includes(id))
      .map((next) => tails.get(next.id) ?? 0)
    tails.set(id, seconds + Math.max(0, ...after))
  }
  return tails
}

/** Unlimited machines, but a barrier after each level: a task waits for all tasks of the levels above its own. */
export function barrierTimeOf({ tasks }: TaskGraph): number {
  const levels = new Map<string, number>()
  const longest: number[] = []
  for (const { id, needs, seconds } of tasks) {
    const level = Math.max(-1, ...needs.map((need) => levels.get(need) ?? 0)) + 1
    levels.set(id, level)
    longest[level] = Math.max(longest[level] ?? 0, seconds)
  }
  return longest.reduce((sum, seconds) => sum + seconds, 0)
}

/**
 * How long a list schedule takes: whenever a machine is free, it takes the best task that is ready, and none idles
 * while one is (Graham, "Bounds on Multiprocessing Timing Anomalies", 1969). The best is the one with the longest
 * chain still before it.
 */
export function longestPathFirst(graph: TaskGraph, machines: number): number {
  const tails = tailsOf(graph)
  const waiting = graph.tasks.toSorted((a, b) => (tails.get(b.id) ?? 0) - (tails.get(a.id) ?? 0))
  const running: { task: Task; end: number }[] = []
  const ended = new Set<string>()
  let now = 0
  while (waiting.length + running.length > 0) {
    const ready = waiting.findIndex(({ needs }) => needs.every((need) => ended.has(need)))
    if (ready >= 0 && running.length < machines) {
      const [task] = waiting.splice(ready, 1) as [Task]
      running.push({ task, end: now + task.seconds })
      continue
    }
    now = Math.min(...running.map(({ end }) => end))
    const done = running.findIndex(({ end }) => end === now)
    for (const { task } of running.splice(done, 1)) ended.add(task.id)
  }
  return now
}
