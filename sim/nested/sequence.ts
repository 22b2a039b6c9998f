import { mix, State } from '../model/state.ts'
import type { NestedPlan, CallPlan, ToolPlan, TurnPlan } from './plan.ts'
import { touchOf } from './watch.ts'

/** What a stretch of a call's work adds to what it saw. */
export function tagOf(id: string, phase: number): number {
  let tag = phase
  for (const char of id) tag = mix(tag, char.charCodeAt(0))
  return tag
}

export interface Sequence {
  readonly states: readonly State[]
  /** What each call sees at the beginning of each stretch of work. */
  readonly saw: ReadonlyMap<string, readonly number[]>
}

/** What a plan comes to when its calls run one by one; undefined where its calls have no order that all must keep. */
export function inSequence(plan: NestedPlan): Sequence | undefined {
  const { turns, engines } = plan
  const [turn, ...others] = turns
  if (turn === undefined || others.length > 0 || turn.cancelMs !== undefined) return undefined
  if (plan.tools.some(({ coalesce }) => coalesce) || !isOrdered(plan, turn)) return undefined
  const states = engines.map(() => new State())
  const saw = new Map<string, number[]>()
  runTurn(plan, turn, states, saw)
  return { states, saw }
}

function runTurn(
  plan: NestedPlan,
  { engine, calls }: TurnPlan,
  states: readonly State[],
  saw: Map<string, number[]>,
): void {
  const state = states[engine] as State
  for (const call of calls) {
    const { reads, writes } = touchOf(toolOf(plan, call), call)
    const work = (phase: number): void => {
      saw.set(call.id, [...(saw.get(call.id) ?? []), state.digest(reads | writes)])
      state.write(writes, state.cells.slice(), tagOf(call.id, phase))
    }
    // Its first attempt has done its work when it fails.
    if (call.failsFirst) work(0)
    for (const phase of call.workMs.keys()) {
      work(phase)
      for (const inner of call.inside[phase] ?? []) runTurn(plan, inner, states, saw)
    }
  }
}

interface Print {
  reads: number
  writes: number
}

/** What a call touches on each engine, with all that runs inside it. */
function printOf(plan: NestedPlan, call: CallPlan, engine: number): Print[] {
  const prints = plan.engines.map(() => ({ reads: 0, writes: 0 }))
  add(prints[engine] as Print, touchOf(toolOf(plan, call), call))
  for (const turn of call.inside.flat()) addAll(prints, printOfTurn(plan, turn))
  return prints
}

function printOfTurn(plan: NestedPlan, { engine, calls }: TurnPlan): Print[] {
  const prints = plan.engines.map(() => ({ reads: 0, writes: 0 }))
  for (const call of calls) addAll(prints, printOf(plan, call, engine))
  return prints
}

function addAll(to: readonly Print[], from: readonly Print[]): void {
  for (const [index, print] of from.entries()) add(to[index] as Print, print)
}

function add(to: Print, { reads, writes }: Print): void {
  to.reads |= reads
  to.writes |= writes
}

/** Calls that touch the same, themselves or inside, declare so; turns side by side touch nothing in common. */
function isOrdered(plan: NestedPlan, { engine, calls }: TurnPlan): boolean {
  for (const [index, call] of calls.entries()) {
    for (const later of calls.slice(index + 1)) {
      const declared = [call, later].map((one) => touchOf(toolOf(plan, one), one)) as [Print, Print]
      if (!meet(...declared) && meetAll(printOf(plan, call, engine), printOf(plan, later, engine)))
        return false
    }
    for (const turns of call.inside) {
      if (turns.some((turn) => !isOrdered(plan, turn))) return false
      const prints = turns.map((turn) => printOfTurn(plan, turn))
      if (prints.some((one, at) => prints.slice(at + 1).some((other) => meetAll(one, other))))
        return false
    }
  }
  return true
}

function meetAll(ones: readonly Print[], others: readonly Print[]): boolean {
  return ones.some((one, engine) => meet(one, others[engine] as Print))
}

function meet(one: Print, other: Print): boolean {
  return (
    (one.writes & (other.reads | other.writes)) !== 0 ||
    (other.writes & (one.reads | one.writes)) !== 0
  )
}

function toolOf({ tools }: NestedPlan, { tool }: CallPlan): ToolPlan {
  return tools.find(({ name }) => name === tool) as ToolPlan
}
