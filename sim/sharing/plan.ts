import { Dice } from '../dice.ts'

/** Tenants whose identical calls share results, as data. Times are milliseconds. */
export interface SharingPlan {
  readonly seed: number
  readonly concurrency: number
  /** How calls of a tool share: while under way, for some time after, or both. */
  readonly tools: readonly SharingTool[]
  readonly turns: readonly SharingTurn[]
}

export interface SharingTool {
  readonly name: string
  readonly coalesce: boolean
  readonly cacheMs: number | null
  /** Whose results are whose: everybody's, each tenant's own, or nobody knows (its function throws). */
  readonly scope: 'none' | 'text' | 'tenant' | 'input' | 'throws'
  /** What it returns cannot be copied. */
  readonly copyable: boolean
}

export interface SharingTurn {
  readonly id: string
  readonly tenant: string
  /** Whose functions its reads run: the engine's own, the tenant's, some made for this turn, or one that each call brings. */
  readonly runs: 'engine' | 'tenant' | 'turn' | 'call'
  readonly startMs: number
  readonly calls: readonly SharingCall[]
}

export interface SharingCall {
  /** A sharing tool, or one that writes the first of the keys. */
  readonly tool: string
  readonly keys: readonly string[]
  readonly ms: number
  /** A write that fails has written all the same. */
  readonly fails: boolean
  /** It is given up, and writes later. */
  readonly isLate: boolean
}

const keySets = [['a'], ['b'], ['a', 'b'], ['b', 'a'], ['a/x', 'b']] as const
const writeKeys = [['a'], ['b'], ['a/x']] as const

/** How long a write may take, and is then waited for, in milliseconds. */
export const writeTimeoutMs = 15

/** Makes the plan of a seed: always the same for the same seed. */
export function makeSharingPlan(seed: number): SharingPlan {
  const dice = new Dice(seed)
  const tools = Array.from({ length: dice.int(1, 2) }, (_, index): SharingTool => {
    const coalesce = dice.chance(0.6)
    return {
      name: `read${index}`,
      coalesce,
      cacheMs: coalesce && dice.chance(0.5) ? null : dice.pick([20, 200]),
      scope: dice.pick(['none', 'text', 'tenant', 'tenant', 'input', 'throws']),
      copyable: dice.chance(0.8),
    }
  })
  const call = (): SharingCall => {
    const isWrite = dice.chance(0.3)
    const isLate = isWrite && dice.chance(0.3)
    return {
      tool: isWrite ? 'write' : dice.pick(tools).name,
      keys: isWrite ? dice.pick(writeKeys) : dice.pick(keySets),
      ms: isLate ? dice.int(writeTimeoutMs + 1, 80) : dice.int(0, 12),
      fails: isWrite && dice.chance(0.4),
      isLate,
    }
  }
  const turns = Array.from({ length: dice.int(2, 5) }, (_, index) => ({
    id: `turn${index}`,
    tenant: dice.pick(['ann', 'bob']),
    startMs: dice.pick([0, 0, 5, 30, 60]),
    calls: Array.from({ length: dice.int(1, 4) }, call),
  }))
  const concurrency = dice.int(1, 6)
  const isMixed = dice.chance(0.4)
  const runs = (): SharingTurn['runs'] =>
    isMixed ? dice.pick(['engine', 'engine', 'tenant', 'turn', 'call']) : 'engine'
  return { seed, concurrency, tools, turns: turns.map((turn) => ({ ...turn, runs: runs() })) }
}
