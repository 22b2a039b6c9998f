import { effectsOf } from '../../../src/call/effects.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { overlap } from '../../../src/keys/key.ts'
import { seededRandom } from '../../../src/testing/random.ts'
import { makeChance, type Model, type ModelCall } from './models/model.ts'
import { ordersThatKeep } from './orders.ts'
import type { ToolsetEffects } from '../../../bench/bfcl/effects/effect.ts'

/**
 * Makes random turns and runs each in every order that its declared effects allow.
 *
 * @returns the first turn, in words, of which some order gives another state or another answer; undefined if all
 *   orders of all turns agree.
 */
export function findDifference<State>(
  model: Model<State>,
  effects: ToolsetEffects,
  turns: number,
): string | undefined {
  const chance = makeChance(seededRandom(1))
  for (let turn = 0; turn < turns; turn++) {
    const start = model.start(chance)
    const calls = Array.from({ length: 2 + chance.upTo(4) }, () => model.call(chance))
    let first: string | undefined
    for (const order of ordersThatKeep(calls.length, conflicts(calls, effects))) {
      const outcome = replay(model, start, calls, order)
      first ??= outcome
      if (outcome !== first)
        return `${calls.map(({ name, input }) => name + JSON.stringify(input)).join('\n')}\nas ${order.join()}:\n${first}\n${outcome}`
    }
  }
  return undefined
}

/** The pairs of calls that may not overlap, straight from the definition of a conflict. */
function conflicts(calls: readonly ModelCall[], effects: ToolsetEffects): [number, number][] {
  const touched = calls.map(({ name, input }) => {
    const declared = tool({ name, ...effects[name], execute: () => undefined })
    return effectsOf(declared as AnyTool, input)
  })
  const meet = (some: readonly string[], others: readonly string[]): boolean =>
    some.some((key) => others.some((other) => overlap(key, other)))
  return touched.flatMap((then, j) =>
    touched.slice(0, j).flatMap((first, i): [number, number][] => {
      const conflict =
        meet(first.writes, then.writes) ||
        meet(first.writes, then.reads) ||
        meet(first.reads, then.writes)
      return conflict ? [[i, j]] : []
    }),
  )
}

function replay<State>(
  model: Model<State>,
  start: State,
  calls: readonly ModelCall[],
  order: readonly number[],
): string {
  const state = structuredClone(start)
  const answers: unknown[] = []
  for (const index of order) answers[index] = model.run(state, calls[index] as ModelCall)
  return JSON.stringify({ state, answers }, (_, value: unknown) =>
    value instanceof Map ? [...value] : value,
  )
}
