import { Dice } from '../dice.ts'
import { allKeys } from '../model/keys.ts'
import type { CallPlan, EnginePlan, NestedPlan, ToolPlan, TurnPlan } from './plan.ts'

/** Turns are nested so deep: a call of depth 4 runs none. */
const mostDepth = 4
/** So many calls are enough to see anything. */
const mostCalls = 24

export const limitNames: readonly string[] = ['crm', 'disk']

/** How much of each kind of thing a seed has; most have little, some none. */
interface Mood {
  readonly nested: number
  readonly keys: readonly string[]
  readonly limits: number
  readonly approvals: number
  readonly coalesces: number
  readonly timed: number
  readonly retries: number
  readonly fails: number
  readonly cancels: number
  readonly deepest: number
  readonly sideBySide: number
}

/** Makes the plan of a seed: always the same for the same seed. */
export function makeNestedPlan(seed: number): NestedPlan {
  return new Maker(seed).make()
}

class Maker {
  readonly #seed: number
  readonly #dice: Dice
  readonly #mood: Mood
  #engines: readonly EnginePlan[] = []
  #tools: readonly ToolPlan[] = []
  #calls = 0
  #turns = 0

  constructor(seed: number) {
    this.#seed = seed
    this.#dice = new Dice(seed)
    this.#mood = drawMood(this.#dice)
  }

  make(): NestedPlan {
    const dice = this.#dice
    this.#engines = Array.from({ length: dice.pick([1, 1, 1, 2, 2, 3]) }, () => this.#engine())
    this.#tools = Array.from({ length: dice.int(2, 5) }, (_, index) => this.#tool(`t${index}`))
    const turns = Array.from({ length: dice.pick([1, 2, 2, 3]) }, () => this.#turn(0))
    return { seed: this.#seed, engines: this.#engines, tools: this.#tools, turns }
  }

  #engine(): EnginePlan {
    const dice = this.#dice
    const limits = Object.fromEntries(limitNames.map((name) => [name, dice.pick([1, 1, 2])]))
    return { concurrency: dice.pick([1, 1, 2, 3, 8]), limits }
  }

  #tool(name: string): ToolPlan {
    const dice = this.#dice
    const { limits, approvals, coalesces, timed } = this.#mood
    const touches = dice.weighted({ nothing: 2, reads: 2, writes: 4, undeclared: 1 })
    const concurrency = dice.maybe(limits * 0.4, () => dice.int(1, 2))
    return {
      name,
      touches,
      limit: dice.chance(limits) ? dice.pick([['crm'], ['disk'], ['disk', 'crm']]) : [],
      ...(concurrency !== undefined && { concurrency }),
      approval: dice.chance(approvals),
      coalesce: touches === 'reads' && dice.chance(coalesces),
      timed: dice.chance(timed),
    }
  }

  #turn(depth: number): TurnPlan {
    const dice = this.#dice
    const id = `turn${(this.#turns += 1)}`
    const engine = dice.int(0, this.#engines.length - 1)
    const calls: CallPlan[] = []
    for (let left = dice.pick(depth === 0 ? [1, 2, 3] : [1, 1, 2, 3]); left > 0; left -= 1)
      if (this.#calls < mostCalls) calls.push(this.#call(depth))
    const cancelMs = depth === 0 ? dice.maybe(this.#mood.cancels, () => dice.int(1, 40)) : undefined
    return {
      id,
      engine,
      startMs: depth === 0 ? dice.pick([0, 0, 3, 10]) : 0,
      calls,
      ...(cancelMs !== undefined && { cancelMs }),
    }
  }

  #call(depth: number): CallPlan {
    const dice = this.#dice
    const { nested, keys, retries, fails, deepest, sideBySide } = this.#mood
    const id = `c${(this.#calls += 1)}`
    const phases = depth < deepest && dice.chance(nested) ? dice.pick([1, 1, 2, 3]) : 0
    const inside = Array.from({ length: phases }, () =>
      Array.from({ length: dice.chance(sideBySide) ? 2 : 1 }, () => this.#turn(depth + 1)),
    )
    return {
      id,
      tool: dice.pick(this.#tools).name,
      keys: Array.from({ length: dice.pick([1, 1, 1, 2]) }, () =>
        dice.chance(0.04) ? '*' : dice.pick(keys),
      ),
      approvalMs: dice.pick([0, 2, 90]),
      failsFirst: dice.chance(retries),
      fails: dice.chance(fails),
      workMs: Array.from({ length: phases + 1 }, () => dice.pick([0, 1, 4, 11])),
      inside,
    }
  }
}

function drawMood(dice: Dice): Mood {
  const some = (share: number, least: number, most: number): number =>
    dice.chance(share) ? dice.int(least, most) / 100 : 0
  return {
    nested: dice.int(30, 90) / 100,
    keys: dice.pick([allKeys, ['a/b', 'b/c', 'c'], ['a', 'a/b', 'a/b/c']]),
    limits: some(0.6, 20, 90),
    approvals: some(0.2, 10, 50),
    coalesces: some(0.3, 50, 100),
    timed: some(0.4, 30, 100),
    retries: some(0.3, 10, 50),
    fails: some(0.2, 10, 40),
    cancels: some(0.25, 50, 100),
    deepest: dice.int(1, mostDepth),
    sideBySide: some(0.5, 20, 60),
  }
}
