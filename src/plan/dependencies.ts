import { findCycles } from './cycles.ts'
import { noStep } from './follow.ts'
import { list, printable } from './phrase.ts'
import { findReferences } from './reference.ts'

export interface Step {
  readonly id: string
  readonly input: unknown
}

/** A step whose result another uses. */
export interface Dependency {
  readonly index: number
  /** The first reference to it, as it is written. */
  readonly text: string
}

export interface Dependencies {
  /** One a step, in the order in which the input names them. None if there is a fault. */
  readonly on: readonly Dependency[]
  /** Why the step cannot run, as a sentence for the model. */
  readonly fault?: string
}

/**
 * What each step of a batch needs of the others, by the references in its input. A step may use any other, also one
 * that comes after it. A reference that is malformed, to nobody, to the step itself or to an id that two steps have is
 * that step's fault; a cycle is the fault of all who are part of it, not of those who wait for them.
 */
export function findDependencies(steps: readonly Step[]): Dependencies[] {
  const indices = new Map<string, number[]>()
  for (const [index, { id }] of steps.entries()) {
    const same = indices.get(id)
    if (same === undefined) indices.set(id, [index])
    else same.push(index)
  }
  const found = steps.map((step, index) => dependenciesOf(step, index, indices))
  for (const cycle of findCycles(found.map(({ on }) => on.map((one) => one.index)))) {
    const ids = cycle.toSorted((a, b) => a - b).map((index) => `"${steps[index]?.id}"`)
    const fault = `Steps ${list(ids, ids.length)} use each other's results: none can begin.`
    for (const index of cycle)
      found[index] = { on: [], fault }
  }
  return found
}

function dependenciesOf(
  step: Step,
  own: number,
  indices: ReadonlyMap<string, readonly number[]>,
): Dependencies {
  const { references, fault } = findReferences(step.input)
  if (fault !== undefined) return { on: [], fault }
  const on = new Map<number, Dependency>()
  for (const { id, text } of references) {
    const [index, second] = indices.get(id) ?? []
    if (index === undefined) return { on: [], fault: noStep(id, indices) }
    if (second !== undefined)
      return { on: [], fault: `Two steps are called "${printable(id)}": give each an id of its own.` }
    if (index === own) return { on: [], fault: `Step "${printable(id)}" uses its own result.` }
    if (!on.has(index)) on.set(index, { index, text })
  }
  return { on: [...on.values()] }
}
