import { Dice } from '../dice.ts'

/** Turns that come several times at once, are stopped and suspended, and come again at the end, as data. Times are milliseconds. */
export interface JoinedPlan {
  readonly seed: number
  readonly concurrency: number
  /** The longest that the journal takes for a record, which is less than the grace. */
  readonly commitMs: number
  readonly turns: readonly JoinedTurn[]
  readonly callers: readonly Caller[]
  readonly suspensions: readonly Suspension[]
}

export interface JoinedTurn {
  readonly id: string
  readonly calls: readonly JoinedCall[]
}

/** `do` declares nothing; `put` may be repeated; `nest` runs another turn of the plan inside. */
export const joinedTools = ['read', 'write', 'put', 'do', 'nest'] as const
export type JoinedTool = (typeof joinedTools)[number]

export interface JoinedCall {
  readonly id: string
  readonly tool: JoinedTool
  readonly key: string
  readonly ms: number
  readonly throws: boolean
  /** It does not listen to its signal. */
  readonly deaf: boolean
  /** The turn that runs inside. */
  readonly inner: string
}

/** Somebody who runs a turn of the plan. */
export interface Caller {
  readonly turn: string
  readonly engine: number
  readonly startMs: number
  readonly stop?: CallerStop | undefined
}

export interface CallerStop {
  readonly kind: 'abort' | 'deadline' | 'cancel' | 'suspend'
  readonly afterMs: number
}

/** An engine is suspended. */
export interface Suspension {
  readonly engine: number
  readonly atMs: number
  readonly withinMs: number
}

export const engines = 2

/** Makes the plan of a seed: always the same for the same seed. */
export function makeJoinedPlan(seed: number): JoinedPlan {
  const dice = new Dice(seed)
  const ids = Array.from({ length: dice.int(1, 3) }, (_, index) => `turn${index}`)
  const call = (_: unknown, index: number): JoinedCall => ({
    id: `c${index}`,
    tool: dice.weighted({ read: 3, write: 3, put: 2, do: 2, nest: 1 }),
    key: dice.pick(['a', 'a', 'b', 'a/x']),
    ms: dice.latency(3, 60),
    throws: dice.chance(0.15),
    deaf: dice.chance(0.15),
    inner: dice.pick(ids),
  })
  const turns = ids.map((id) => ({ id, calls: Array.from({ length: dice.int(1, 4) }, call) }))
  const stop = (): CallerStop => ({
    kind: dice.pick(['abort', 'deadline', 'cancel', 'suspend', 'suspend', 'suspend']),
    afterMs: dice.int(1, 40),
  })
  const callers = Array.from({ length: dice.int(2, 5) }, () => ({
    turn: dice.chance(0.6) ? 'turn0' : dice.pick(ids),
    engine: dice.int(0, engines - 1),
    startMs: dice.pick([0, 0, 0, 1, 5, 20]),
    stop: dice.maybe(0.5, stop),
  }))
  const suspensions = Array.from({ length: dice.pick([0, 0, 1, 2]) }, () => ({
    engine: dice.int(0, engines - 1),
    atMs: dice.int(0, 60),
    withinMs: dice.pick([0, 5, 30]),
  }))
  return {
    seed,
    concurrency: dice.pick([1, 2, 16]),
    commitMs: dice.pick([0, 4]),
    turns,
    callers,
    suspensions,
  }
}
