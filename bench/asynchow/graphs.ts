import { readJsonLines } from '../shared-data.ts'

/** Tasks that take time, of which some need others to have ended. */
export interface TaskGraph {
  readonly id: string
  /** In an order in which every task comes after those it needs. */
  readonly tasks: readonly Task[]
}

export interface Task {
  readonly id: string
  readonly seconds: number
  /** The ids of the tasks that must have ended. */
  readonly needs: readonly string[]
}

interface GraphLine {
  readonly id: string
  readonly edges: readonly (readonly [string, string])[]
  readonly durations_s: Readonly<Record<string, number>>
}

/** Reads AsyncHow's graphs (Lin et al., "Graph-enhanced Large Language Models in Asynchronous Plan Reasoning", 2024). */
export function readGraphs(file: string): readonly TaskGraph[] {
  return (readJsonLines(file) as GraphLine[]).map(toGraph)
}

export function toGraph({ id, edges, durations_s: durations }: GraphLine): TaskGraph {
  const tasks = Object.entries(durations).map(([task, seconds]) => ({
    id: task,
    seconds,
    needs: edges.filter(([, then]) => then === task).map(([first]) => first),
  }))
  return { id, tasks: inOrder(id, tasks) }
}

/** A model writes a plan in an order that it could be followed in; the data lists the tasks in any. */
function inOrder(graph: string, tasks: readonly Task[]): Task[] {
  const ordered: Task[] = []
  const placed = new Set<string>()
  while (ordered.length < tasks.length) {
    const next = tasks.find(
      ({ id, needs }) => !placed.has(id) && needs.every((need) => placed.has(need)),
    )
    if (next === undefined)
      throw new Error(`Expected ${graph} to have no cycle, and edges between its tasks only.`)
    placed.add(next.id)
    ordered.push(next)
  }
  return ordered
}
