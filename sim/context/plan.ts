import { Dice } from '../dice.ts'

/** Turns of several tenants on one engine, as data. Times are milliseconds. */
export interface ContextPlan {
  readonly seed: number
  readonly concurrency: number
  readonly limit: number
  readonly journal: boolean
  /** Every attempt gets a span of its own. */
  readonly spans: boolean
  readonly turns: readonly ContextTurn[]
}

export interface ContextTurn {
  readonly id: string
  readonly startMs: number
  readonly streamed: boolean
  readonly calls: readonly ContextCall[]
  /** Its own watcher runs a turn of the engine on such events. */
  readonly reacts?: string
}

export interface ContextCall {
  readonly id: string
  readonly tool: 'plain' | 'reader' | 'writer' | 'asked' | 'limited' | 'flaky'
  readonly key: string
  readonly ms: number
  readonly schemaMs: number
  readonly approvalMs: number
  /** The tool changes the context of what it calls. */
  readonly enters: boolean
  /** It runs a turn inside. */
  readonly inside: readonly ContextCall[]
  /** The person who is asked about it has the engine look something up. */
  readonly looksUp: boolean
}

const tools = ['plain', 'reader', 'writer', 'asked', 'limited', 'flaky'] as const

/** Makes the plan of a seed: always the same for the same seed. */
export function makeContextPlan(seed: number): ContextPlan {
  const dice = new Dice(seed)
  let calls = 0
  const draw = (depth: number): ContextCall => ({
    id: `c${(calls += 1)}`,
    tool: dice.pick(tools),
    key: dice.pick(['a', 'b']),
    ms: dice.int(0, 6),
    schemaMs: dice.pick([0, 0, 3]),
    approvalMs: dice.int(0, 5),
    enters: dice.chance(0.3),
    inside: depth < 2 && dice.chance(0.2) ? some(depth + 1, 2) : [],
    looksUp: dice.chance(0.2),
  })
  const some = (depth: number, most: number): ContextCall[] =>
    Array.from({ length: dice.int(1, most) }, () => draw(depth))
  const turns = Array.from({ length: dice.int(2, 4) }, (_, index) => {
    const reacts = dice.maybe(0.2, () =>
      dice.pick(['call.started', 'call.settled', 'call.waiting', 'turn.settled']),
    )
    return {
      id: `turn${index}`,
      startMs: dice.pick([0, 0, 2]),
      streamed: dice.chance(0.4),
      calls: some(0, 4),
      ...(reacts !== undefined && { reacts }),
    }
  })
  return {
    seed,
    concurrency: dice.int(1, 4),
    limit: dice.int(1, 2),
    journal: dice.chance(0.3),
    spans: dice.chance(0.4),
    turns,
  }
}
