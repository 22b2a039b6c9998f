import { readLines } from '../shared-data.ts'
import { referencesIn, type Path } from './references.ts'

/** A call of a plan. */
export interface Step {
  readonly name: string
  readonly arguments: object
  /** Which step each label in its arguments means, by its number. */
  readonly needs: ReadonlyMap<string, number>
}

/** A plan of nested calls, without its answer. */
export interface NestedPlan {
  readonly id: string
  readonly steps: readonly Step[]
  /** What of each step's result somebody refers to, by the step's number. */
  readonly asked: ReadonlyMap<number, readonly Path[]>
  /** What is wrong with its answer, which is no call: a label that no step has. */
  readonly badAnswer: string | undefined
}

/** A plan that cannot be run, and why. */
export interface InvalidPlan {
  readonly id: string
  readonly why: string
}

/** What stands in a plan for its answer: no call. */
const answer = 'var_result'

/** Reads NESTFUL's plans, one JSON value a line (Basu et al., "NESTFUL: A Benchmark for Evaluating LLMs on Nested Sequences of API Calls", 2024). */
export function readPlans(file: string): readonly (NestedPlan | InvalidPlan)[] {
  return readLines(file).map((line, index) => {
    const id = `line ${index + 1}`
    let plan: unknown
    const why = faultOf(() => (plan = JSON.parse(line)))
    return why === undefined ? toPlan(plan, id) : { id, why }
  })
}

interface GivenStep {
  readonly name?: unknown
  readonly arguments?: unknown
  readonly label?: unknown
}

/** @param unnamed what a plan without an id is called. */
export function toPlan(given: unknown, unnamed: string): NestedPlan | InvalidPlan {
  const { id: named, steps: listed } = (given ?? {}) as { id?: unknown; steps?: unknown }
  const id = typeof named === 'string' && named !== '' ? named : unnamed
  if (!Array.isArray(listed)) return { id, why: 'It has no list of steps.' }
  const all = listed as GivenStep[]
  const wrong = all.findIndex((step) => !isStep(step))
  if (wrong !== -1) return { id, why: `Step ${wrong + 1} has no name, or no arguments.` }
  const calls = all.filter(({ name }) => name !== answer)
  const labels = calls.map(({ label }) => label)
  const asked = new Map<number, Path[]>()
  const needsOf = ({ arguments: given }: GivenStep, at: number): Map<string, number> => {
    const needs = new Map<string, number>()
    for (const { label, path } of referencesIn(given)) {
      // A label that is given again means the latest step before; a step may also stand before one that it needs.
      const before = labels.slice(0, at).lastIndexOf(label)
      const step = before === -1 ? labels.indexOf(label) : before
      if (step === -1) throw new Error(`No step has the label ${label}.`)
      needs.set(label, step)
      asked.set(step, [...(asked.get(step) ?? []), path])
    }
    return needs
  }
  try {
    const steps = calls.map((step, at): Step => {
      const { name, arguments: input } = step as { name: string; arguments: object }
      return { name, arguments: input, needs: needsOf(step, at) }
    })
    if (wavesOf({ steps }) === undefined)
      return { id, why: 'Its steps need each other in a circle.' }
    const badAnswer = faultOf(() => {
      for (const step of all) if (step.name === answer) needsOf(step, calls.length)
    })
    return { id, steps, asked, badAnswer }
  } catch (error) {
    return { id, why: (error as Error).message }
  }
}

function faultOf(look: () => void): string | undefined {
  try {
    look()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function isStep(step: GivenStep | null): boolean {
  const { name, arguments: input } = step ?? {}
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input)
  return typeof name === 'string' && name !== '' && isObject
}

/** The steps in waves, each of those that need only earlier ones: as many as the longest chain has steps. Undefined for a circle. */
export function wavesOf({ steps }: Pick<NestedPlan, 'steps'>): number | undefined {
  const done = new Set<number>()
  let waves = 0
  for (; done.size < steps.length; waves += 1) {
    const ready = [...steps.keys()].filter(
      (at) =>
        !done.has(at) && [...(steps[at]?.needs.values() ?? [])].every((need) => done.has(need)),
    )
    if (ready.length === 0) return undefined
    for (const at of ready) done.add(at)
  }
  return waves
}
