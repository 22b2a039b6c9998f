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
  /** By call: the number of a key that it writes, which other calls of the turn may write, too; -1: none. */
  readonly keys: readonly number[]
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
  const chains = dice.chance(0.3) ? dice.int(1, 2) : 0
  // What comes back of a turn that reserves goes before others, however much of it comes: the rules have no number for that.
  const missing = chains === 0 ? undefined : dice.pick(['both', 'flaky'])
  const kinds = lineTools.filter((name) => dice.chance(0.5) && name !== missing)
  const tools = kinds.length === 0 ? (['crm'] as const) : kinds
  const turn = (
    id: string,
    calls: number,
    startMs: number,
    key: () => number = () => -1,
  ): LineTurn => ({
    id,
    startMs,
    tools: Array.from({ length: calls }, () => dice.pick(tools)),
    keys: Array.from({ length: calls }, key),
    isInside: dice.chance(0.25),
  })
  const big = Array.from({ length: dice.int(1, 2) }, (_, index) =>
    turn(`big${index}`, dice.int(60, 300), dice.pick([0, 0, 5])),
  )
  const small = Array.from({ length: dice.int(1, 4) }, (_, index) =>
    turn(`small${index}`, dice.int(1, 6), dice.int(0, 60)),
  )
  // No longer than a line in which everybody's place is found.
  const chained = Array.from({ length: chains }, (_, index) => {
    const keys = dice.int(1, 12)
    const key = (): number => (dice.chance(0.3) ? -1 : dice.int(0, keys))
    return turn(`chained${index}`, dice.int(4, 60), dice.pick([0, 0, 5]), key)
  })
  return {
    seed,
    concurrency: dice.pick([1, 2, 4, 16]),
    limits: { crm: dice.int(1, 3), disk: dice.int(1, 3) },
    ms: dice.pick([1, 10]),
    turns: [...big, ...small, ...chained],
  }
}
