import { Heap, type HeapItem } from '../../util/heap.ts'
import { printable } from '../../util/printable.ts'
import { findReferences } from '../../plan/references/reference.ts'

interface Step {
  readonly id: string
  readonly input: unknown
}

interface Node<T> extends HeapItem {
  readonly step: T
  readonly index: number
  readonly dependents: Node<T>[]
  /** References to steps that are not in order yet. */
  needs: number
}

/** Steps in an order in which each refers to earlier ones only, and what is wrong with those that have no such place. */
export interface OrderedSteps<T> {
  readonly ordered: readonly T[]
  /** By the step's index: one sentence. */
  readonly faults: ReadonlyMap<number, string>
}

/**
 * Puts steps in the order closest to their own in which every reference points back (Kahn, "Topological sorting of
 * large networks", 1962, taking the first step that is free). Steps in a cycle, or behind one, and steps whose id
 * another has already, are faults. A reference to no step at all is left for the turn to answer.
 */
export function orderSteps<T extends Step>(steps: readonly T[]): OrderedSteps<T> {
  const faults = new Map<number, string>()
  const byId = new Map<string, Node<T>>()
  steps.forEach((step, index) => {
    if (byId.has(step.id))
      faults.set(index, `Expected ids of their own, got a second step "${printable(step.id)}".`)
    else byId.set(step.id, { step, index, dependents: [], needs: 0, heapIndex: -1 })
  })
  for (const node of byId.values())
    for (const id of new Set(findReferences(node.step.input).references.map((found) => found.id))) {
      const need = byId.get(id)
      if (need === undefined) continue
      need.dependents.push(node)
      node.needs += 1
    }
  const ordered = drain(byId.values())
  for (const { step, index, needs } of byId.values())
    if (needs > 0)
      faults.set(
        index,
        `Step "${printable(step.id)}" is part of a reference cycle, or depends on one.`,
      )
  return { ordered, faults }
}

function drain<T>(nodes: Iterable<Node<T>>): T[] {
  const free = new Heap<Node<T>>((a, b) => a.index < b.index)
  for (const node of nodes) if (node.needs === 0) free.push(node)
  const ordered: T[] = []
  for (let node = free.pop(); node !== undefined; node = free.pop()) {
    ordered.push(node.step)
    for (const dependent of node.dependents) {
      dependent.needs -= 1
      if (dependent.needs === 0) free.push(dependent)
    }
  }
  return ordered
}
