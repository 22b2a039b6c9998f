import { Dice } from '../dice.ts'

/** Open turns that are added to over time, as data. Times are milliseconds. */
export interface OpenPlan {
  readonly seed: number
  readonly concurrency: number
  readonly limit: number
  readonly journal: boolean
  readonly hook: Hook
  readonly turns: readonly OpenTurn[]
}

/** What `aroundAttempt` does: what it should, or whatever else a hook can do. */
export type Hook = 'none' | 'span' | 'throws' | 'throws after' | 'forgets' | 'twice' | 'late'

export interface OpenTurn {
  readonly id: string
  readonly startMs: number
  /** It runs on other tools that were put on the engine. */
  readonly with: boolean
  readonly deadlineMs?: number
  readonly cancelMs?: number
  readonly end: 'commit' | 'discard'
  /** After the last call was added. */
  readonly endMs: number
  readonly adds: readonly OpenAdd[]
}

export interface OpenAdd {
  readonly id: string
  /** Since the call before was added, or, if that is awaited, since it had its result. */
  readonly afterMs: number
  readonly awaited: boolean
  readonly tool: OpenTool
  readonly key: string
  /** It brings a body of its own. */
  readonly body: boolean
  /** 0: its body is not async. */
  readonly ms: number
  /** How its attempts end; the last goes for all that follow. */
  readonly ends: readonly BodyEnd[]
  /** What a body withdraws with, which may look like something else. */
  readonly withdraws: Withdrawn
  /** It uses the engine inside. */
  readonly inside: boolean
  /** It has a signal of its own. */
  readonly signal: boolean
  /** When that fires, since the call was added. */
  readonly abortMs?: number
}

export type OpenTool = 'read' | 'write' | 'repeat' | 'guarded' | 'limited'
export type BodyEnd = 'returns' | 'fails' | 'busy' | 'hangs' | 'withdraws'
export type Withdrawn = 'error' | 'busy error' | 'response' | 'nothing'

const tools = ['read', 'read', 'write', 'write', 'repeat', 'guarded', 'limited'] as const
const hooks = [
  'none',
  'none',
  'span',
  'throws',
  'throws after',
  'forgets',
  'twice',
  'late',
] as const
const weights = { returns: 6, fails: 1, busy: 2, hangs: 0.6, withdraws: 2.5 } as const
/** A breaker that opens at the first failure is behind this tool: it never fails. */
const guardedWeights = { returns: 1, fails: 0, busy: 0, hangs: 0, withdraws: 1 } as const

/** Makes the plan of a seed: always the same for the same seed. */
export function makeOpenPlan(seed: number): OpenPlan {
  const dice = new Dice(seed)
  let calls = 0
  const add = (): OpenAdd => {
    const tool = dice.pick(tools)
    const end = (): BodyEnd => dice.weighted(tool === 'guarded' ? guardedWeights : weights)
    const ends = Array.from({ length: dice.int(1, 3) }, end)
    const signal = dice.chance(0.3)
    const abortMs = signal ? dice.maybe(0.5, () => dice.int(0, 15)) : undefined
    return {
      id: `c${(calls += 1)}`,
      afterMs: dice.pick([0, 0, 0, 1, 4, 10]),
      awaited: dice.chance(0.25),
      tool,
      key: dice.pick(['a', 'a', 'b']),
      body: dice.chance(0.7),
      ms: dice.int(0, 8),
      ends,
      withdraws: dice.pick(['error', 'busy error', 'response', 'nothing']),
      inside: dice.chance(0.15),
      signal,
      ...(abortMs !== undefined && { abortMs }),
    }
  }
  const turns = Array.from({ length: dice.int(1, 3) }, (_, index): OpenTurn => {
    const deadlineMs = dice.maybe(0.15, () => dice.int(5, 60))
    const cancelMs = dice.maybe(0.15, () => dice.int(0, 30))
    return {
      id: `turn${index}`,
      startMs: dice.pick([0, 0, 3, 12]),
      with: dice.chance(0.4),
      ...(deadlineMs !== undefined && { deadlineMs }),
      ...(cancelMs !== undefined && { cancelMs }),
      end: dice.chance(0.85) ? 'commit' : 'discard',
      endMs: dice.pick([0, 0, 5, 20]),
      adds: Array.from({ length: dice.int(1, 6) }, add),
    }
  })
  return {
    seed,
    concurrency: dice.int(1, 5),
    limit: dice.int(1, 2),
    journal: dice.chance(0.4),
    hook: dice.pick(hooks),
    turns,
  }
}
