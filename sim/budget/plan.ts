import { Dice } from '../dice.ts'

/** Turns whose results are longer than the model is to be shown, as data. */
export interface BudgetPlan {
  readonly seed: number
  readonly maxResultChars?: number
  readonly maxTurnResultChars?: number
  readonly tools: readonly BudgetTool[]
  readonly turns: readonly BudgetTurn[]
  /** The most characters that a reading asks for. */
  readonly readLimit?: number
}

export interface BudgetTool {
  readonly name: string
  readonly maxResultChars?: number
}

export interface BudgetTurn {
  readonly id: string
  /** Its calls are the steps of one plan. */
  readonly batch: boolean
  readonly calls: readonly BudgetCall[]
}

export interface BudgetCall {
  readonly id: string
  readonly tool: string
  readonly returns: Returned
}

/** What a tool returns, or throws. */
export type Returned =
  | { readonly kind: 'text' | 'json' | 'error'; readonly text: TextPlan }
  | { readonly kind: 'parts'; readonly parts: readonly PartPlan[] }

export interface PartPlan {
  readonly type: 'text' | 'json' | 'image' | 'resource'
  readonly text: TextPlan
}

export interface TextPlan {
  readonly chars: number
  /** Characters that are one code unit, two, or both in turn; a text may end with half of one. */
  readonly script: 'plain' | 'pairs' | 'mixed'
  readonly seed: number
}

/** Makes the plan of a seed: always the same for the same seed. */
export function makeBudgetPlan(seed: number): BudgetPlan {
  const dice = new Dice(seed)
  let calls = 0
  const text = (): TextPlan => ({
    chars: dice.pick([dice.int(0, 60), dice.int(60, 700), dice.int(60, 700), dice.int(700, 4_000)]),
    script: dice.pick(['plain', 'plain', 'pairs', 'mixed']),
    seed: dice.int(0, 9),
  })
  const part = (): PartPlan => ({
    type: dice.pick(['text', 'text', 'json', 'image', 'resource']),
    text: text(),
  })
  const returned = (): Returned => {
    const kind = dice.weighted({ text: 5, json: 2, error: 1.5, parts: 2 })
    if (kind !== 'parts') return { kind, text: text() }
    return { kind, parts: Array.from({ length: dice.int(1, 4) }, part) }
  }
  const least = dice.chance(0.6) ? 200 : 40
  const some = (probability: number, most: number): number | undefined =>
    dice.maybe(probability, () => dice.int(least, most))
  const maxResultChars = some(0.6, 1_500)
  const maxTurnResultChars =
    maxResultChars === undefined ? dice.int(least, 4_000) : some(0.6, 4_000)
  const tools = Array.from({ length: dice.int(1, 3) }, (_, index): BudgetTool => {
    const own = some(0.3, 2_500)
    return { name: `tool${index}`, ...(own !== undefined && { maxResultChars: own }) }
  })
  const readLimit = some(0.3, 800)
  return {
    seed,
    ...(maxResultChars !== undefined && { maxResultChars }),
    ...(maxTurnResultChars !== undefined && { maxTurnResultChars }),
    tools,
    turns: Array.from({ length: dice.int(1, 3) }, (_, index) => ({
      id: `turn${index}`,
      batch: dice.chance(0.25),
      calls: Array.from({ length: dice.int(1, 6) }, () => ({
        id: `c${(calls += 1)}`,
        tool: dice.pick(tools).name,
        returns: returned(),
      })),
    })),
    ...(readLimit !== undefined && { readLimit }),
  }
}
