import type { TaskGraph } from './graphs.ts'
import { barrierTimeOf, boundOf, criticalPathOf, longestPathFirst } from './measures.ts'
import { optimumOf } from './optimum.ts'
import { runGraph } from './run-graph.ts'

/** How much longer than the least the graphs took: 1 is as short as can be. */
export interface Ratios {
  readonly worst: number
  readonly geomean: number
}

/** What `--json` prints. */
export interface Totals {
  readonly graphs: number
  /** Fanfold's time without limits, over the critical path. */
  readonly worstOverCriticalPath: number
  readonly geomeanOverCriticalPath: number
  /** At most two, and four, tasks at a time. */
  readonly atTwo: Limited
  readonly atFour: Limited
  /** A barrier after each level, without limits, over the critical path; `share`: of the graphs that it slows down. */
  readonly barriers: Ratios & { readonly share: number }
}

/**
 * With n tasks at a time, `worst` and `geomean` are Fanfold's time over the bound, max(critical path, work / n), and
 * `overOptimum` that over the shortest time that there is, which for many graphs is longer than the bound. `seen`: the graph
 * has run before, so that it is known how long each task takes.
 */
export interface Limited extends Ratios {
  readonly overOptimum: Ratios
  readonly seen: Ratios & { readonly overOptimum: Ratios }
  /** A list schedule that starts the task with the longest chain first, over the shortest time. */
  readonly longestPathFirst: Ratios
}

export async function evaluate(graphs: readonly TaskGraph[]): Promise<Totals> {
  const unlimited: number[] = []
  for (const graph of graphs)
    unlimited.push(ratio(await runGraph(graph, Infinity), criticalPathOf(graph)))
  const barriers = graphs.map((graph) => ratio(barrierTimeOf(graph), criticalPathOf(graph)))
  return {
    graphs: graphs.length,
    worstOverCriticalPath: ratiosOf(unlimited).worst,
    geomeanOverCriticalPath: ratiosOf(unlimited).geomean,
    atTwo: await evaluateLimited(graphs, 2),
    atFour: await evaluateLimited(graphs, 4),
    barriers: {
      ...ratiosOf(barriers),
      share: barriers.filter((over) => over > 1).length / graphs.length,
    },
  }
}

async function evaluateLimited(graphs: readonly TaskGraph[], atOnce: number): Promise<Limited> {
  const bounds = graphs.map((graph) => boundOf(graph, atOnce))
  const optima = graphs.map((graph) => optimumOf(graph, atOnce))
  const ratiosTo = (least: readonly number[], seconds: readonly number[]): Ratios =>
    ratiosOf(seconds.map((each, index) => ratio(each, least[index] as number)))
  const [first, seen]: [number[], number[]] = [[], []]
  for (const graph of graphs) {
    first.push(await runGraph(graph, atOnce))
    seen.push(await runGraph(graph, atOnce, 2))
  }
  const listed = graphs.map((graph) => longestPathFirst(graph, atOnce))
  return {
    ...ratiosTo(bounds, first),
    overOptimum: ratiosTo(optima, first),
    seen: { ...ratiosTo(bounds, seen), overOptimum: ratiosTo(optima, seen) },
    longestPathFirst: ratiosTo(optima, listed),
  }
}

/** A graph whose tasks take no time is done at once by any schedule. */
function ratio(seconds: number, least: number): number {
  return least === 0 ? 1 : seconds / least
}

function ratiosOf(ratios: readonly number[]): Ratios {
  const logarithms = ratios.reduce((sum, over) => sum + Math.log(over), 0)
  return { worst: Math.max(...ratios), geomean: Math.exp(logarithms / ratios.length) }
}
