import type { Engine } from '../../src/turn/contract.ts'
import { findReferences } from '../../src/plan/reference.ts'

/** A step of a plan: a call whose input may refer to the results of earlier steps. */
export interface Step {
  readonly id: string
  readonly tool: string
  readonly input: Readonly<Record<string, unknown>>
}

/** Runs the steps as one turn, each as soon as those that it refers to have ended. */
export async function runSteps(engine: Engine, steps: readonly Step[]): Promise<void> {
  const needs = new Map(
    steps.map(({ id, input }) => [id, findReferences(input).references.map((r) => r.id)]),
  )
  const turn = engine.turn()
  const waiting = new Set(steps)
  const ended = new Set<string>()
  const addReady = (): void => {
    for (const step of waiting) {
      if (!(needs.get(step.id) ?? []).every((id) => ended.has(id))) continue
      waiting.delete(step)
      turn.add({ id: step.id, name: step.tool, input: step.input })
    }
    if (waiting.size === 0) turn.commit()
  }
  addReady()
  for await (const event of turn)
    if (event.type === 'call.settled') {
      ended.add(event.callId)
      if (waiting.size > 0) addReady()
    }
}
