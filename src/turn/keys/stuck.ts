import type { CallRecord } from '../call-record.ts'
import { isAwaited, isInside, limitNeedsOf, needsOf } from './wait-graph.ts'

/** A call in the graph of what one needs. */
interface Node {
  readonly call: CallRecord
  /** How many of its needs are not met. */
  open: number
  readonly met: boolean[]
  /** Those who need it, each with which of their needs it is. */
  readonly neededBy: [node: Node, need: number][]
}

/**
 * Whether one call cannot go on before another has run, whatever else happens. Who can go on is found from those upwards
 * who need nothing (unit propagation, for of the holders of a limit one is enough, and of all else each is needed).
 *
 * @param alone none of the others that wait for limits can be lent what it needs.
 */
export function waitsFor(first: CallRecord, last: CallRecord, alone: boolean): boolean {
  if (isInside(last, first)) return true
  // Most calls that wait for their first permits are waited for by nobody.
  if (last.attempts?.isUnderWay !== true && !isAwaited(last)) return false
  const nodes = graphOf(first, last)
  const start = nodes.get(first)
  if (start === undefined || !nodes.has(last)) return false
  meet([...nodes.values()].filter(({ call, open }) => open === 0 && call !== last))
  if (!alone) for (let more = true; more && start.open > 0;) more = lend(nodes, last)
  return start.open > 0
}

/** All that a call needs, and what that needs in turn; the last one is to need nothing else. */
function graphOf(first: CallRecord, last: CallRecord): ReadonlyMap<CallRecord, Node> {
  const nodes = new Map<CallRecord, Node>()
  const nodeOf = (call: CallRecord): Node => {
    const node = nodes.get(call) ?? { call, open: 0, met: [], neededBy: [] }
    nodes.set(call, node)
    return node
  }
  nodeOf(first)
  for (const [call, node] of nodes) {
    if (call === last) continue
    for (const need of needsOf(call)) {
      const index = node.open++
      for (const one of need) nodeOf(one).neededBy.push([node, index])
    }
  }
  return nodes
}

/** Those who can go on meet the needs of others, who then can, too. */
function meet(free: Node[]): void {
  for (const { neededBy } of free)
    for (const [node, need] of neededBy) {
      if (node.met[need] === true) continue
      node.met[need] = true
      node.open -= 1
      if (node.open === 0) free.push(node)
    }
}

/** Frees one of the others that can run on what somebody who waits for it lends; returns whether there was one. */
function lend(nodes: ReadonlyMap<CallRecord, Node>, last: CallRecord): boolean {
  for (const node of nodes.values()) {
    if (node.open === 0 || node.call === last) continue
    const needs = [...limitNeedsOf(node.call)]
    if (needs.length === 0) continue
    if (!needs.every((holders) => holders.some((holder) => reaches(nodes, holder, node)))) continue
    node.open = 0
    meet([node])
    return true
  }
  return false
}

/** Whether a call that cannot go on needs another, through whatever. */
function reaches(
  nodes: ReadonlyMap<CallRecord, Node>,
  from: CallRecord,
  { neededBy }: Node,
): boolean {
  const seen = new Set(neededBy.map(([node]) => node))
  for (const node of seen) for (const [next] of node.neededBy) seen.add(next)
  const start = nodes.get(from)
  return start !== undefined && start.open > 0 && seen.has(start)
}
