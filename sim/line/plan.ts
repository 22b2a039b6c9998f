import { Dice } from '../dice.ts'

/** Big turns beside small ones, in line for slots and limits, as data. Times are milliseconds. */
export interface LinePlan {
  readonly seed: number
  readonly concurrency: number
  /** Of each named limit. */
  readonly limits: { readonly crm: number; readonly disk: number }
  /** How long every call takes. */
  readonly ms: number
  readonly turns: readonly LineTurn[]
}

export interface LineTurn {
  readonly id: string
  readonly startMs: number
  /** The tools of its calls, in call order. */
  readonly tools: readonly LineTool[]
  /** It runs inside the one call of a turn around it. */
  readonly isInside: boolean
}

export const lineTools = ['plain', 'crm', 'disk', 'both', 'own', 'flaky'] as const
export type LineTool = (typeof lineTools)[number]

/** What a call of each tool needs one of. A call of `own` is one of two of its tool; `flaky` fails at first. */
export const gatesOf: Readonly<Record<LineTool, readonly string[]>> = {
  plain: ['slot'],
  crm: ['slot', 'crm'],
  disk: ['slot', 'disk'],
  both: ['slot', 'crm', 'disk'],
  own: ['slot', 'own'],
  flaky: ['slot', 'crm'],
}

/** Makes the plan of a seed: always the same for the same seed. */
export function makeLinePlan(seed: number): LinePlan {
  const dice = new Dice(seed)
  const kinds = lineTools.filter(() => dice.chance(0.5))
  const tools = kinds.length === 0 ? (['crm'] as const) : kinds
  const turn = (id: string, calls: number, startMs: number): LineTurn => ({
    id,
    startMs,
    tools: Array.from({ length: calls }, () => dice.pick(tools)),
    isInside: dice.chance(0.25),
  })
  const big = Array.from({ length: dice.int(1, 2) }, (_, index) =>
    turn(`big${index}`, dice.int(60, 300), dice.pick([0, 0, 5])),
  )
  const small = Array.from({ length: dice.int(1, 4) }, (_, index) =>
    turn(`small${index}`, dice.int(1, 6), dice.int(0, 60)),
  )
  return {
    seed,
    concurrency: dice.pick([1, 2, 4, 16]),
    limits: { crm: dice.int(1, 3), disk: dice.int(1, 3) },
    ms: dice.pick([1, 10]),
    turns: [...big, ...small],
  }
}
