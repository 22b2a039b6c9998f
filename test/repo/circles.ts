import type { TextFile } from './files.ts'
import { importsOf } from './imports.ts'

/** Which file imports which. */
type Graph = ReadonlyMap<string, readonly string[]>

/** A set of files of which each reaches each other by imports, and the shortest circle in it. */
export interface Knot {
  readonly files: readonly string[]
  readonly circle: readonly string[]
}

/** Finds the knots among the files. Type imports count: they tie a knot for the reader, too. */
export function knotsOf(files: readonly TextFile[]): Knot[] {
  const graph = graphOf(files)
  return componentsOf(graph)
    .filter((component) => component.length > 1 || importsItself(graph, component[0]))
    .map((component) => ({
      files: component.toSorted(),
      circle: shortestCircle(graph, component),
    }))
}

/** Says of each knot how its shortest circle goes. */
export function circleFaults(knots: readonly Knot[]): string[] {
  return knots.map(({ files, circle }) => {
    const others = files.length - circle.length
    const path = [...circle, circle[0]].join(' -> ')
    return others === 0 ? path : `${path} (in a knot of ${files.length} files)`
  })
}

function graphOf(files: readonly TextFile[]): Graph {
  const paths = new Set(files.map(({ path }) => path))
  return new Map(
    files.map((file) => [
      file.path,
      importsOf(file).flatMap(({ target }) =>
        target !== undefined && paths.has(target) ? [target] : [],
      ),
    ]),
  )
}

function importsItself(graph: Graph, file = ''): boolean {
  return graph.get(file)?.includes(file) ?? false
}

/**
 * The strongly connected components.
 * Source: Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1 (1972).
 */
function componentsOf(graph: Graph): string[][] {
  const components: string[][] = []
  const number = new Map<string, number>()
  const open: string[] = []
  /** The smallest number of an open file that is reached from this one. */
  const visit = (file: string): number => {
    const own = number.size
    let low = own
    number.set(file, own)
    open.push(file)
    for (const target of graph.get(file) ?? [])
      if (!number.has(target)) low = Math.min(low, visit(target))
      else if (open.includes(target)) low = Math.min(low, number.get(target) ?? own)
    if (low === own) components.push(open.splice(open.indexOf(file)))
    return low
  }
  for (const file of graph.keys()) if (!number.has(file)) visit(file)
  return components
}

function shortestCircle(graph: Graph, component: readonly string[]): readonly string[] {
  const circles = component.map((file) => circleFrom(graph, file))
  return circles.reduce((best, circle) => (circle.length < best.length ? circle : best))
}

/** The shortest way from a file back to itself, breadth first. */
function circleFrom(graph: Graph, start: string): readonly string[] {
  const ways: string[][] = [[start]]
  const seen = new Set<string>()
  for (const way of ways)
    for (const target of graph.get(way.at(-1) ?? '') ?? []) {
      if (target === start) return way
      if (seen.has(target)) continue
      seen.add(target)
      ways.push([...way, target])
    }
  throw new Error(`${start} lies in no circle.`)
}
