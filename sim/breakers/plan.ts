import { Dice } from '../dice.ts'

/** Tools whose services fall ill and recover, with breakers and adaptive limits, as data. Times are milliseconds. */
export interface BreakersPlan {
  readonly seed: number
  readonly concurrency: Room
  readonly limits: readonly BreakersLimit[]
  readonly tools: readonly ServiceTool[]
  readonly turns: readonly BreakersTurn[]
}

/** How many may be in flight: so many, or as the service bears it. */
export type Room = number | AdaptiveRoom

export interface AdaptiveRoom {
  readonly algorithm: 'aimd' | 'gradient2'
  readonly min: number
  readonly max: number
  readonly initial: number
  readonly slowMs?: number
}

export interface BreakerPlan {
  readonly consecutiveFailures: number
  readonly failureRate: number
  readonly window: number
  readonly openMs: number
  readonly maxOpenMs: number
}

export interface BreakersLimit {
  readonly name: string
  readonly breaker?: BreakerPlan
  readonly concurrency?: Room
}

export interface ServiceTool {
  readonly name: string
  readonly breaker?: BreakerPlan
  readonly limits: readonly string[]
  /** It has a grace when it is stopped, and is not tried again. */
  readonly writes: boolean
  readonly retries: number
  readonly timeoutMs: number
  /** How its service is, one phase after the other; well after the last. */
  readonly health: readonly Phase[]
}

export interface Phase {
  readonly ms: number
  readonly state: Health
}

/** `asks`: its bodies withdraw. */
export type Health = 'well' | 'slow' | 'busy' | 'hangs' | 'wrong' | 'asks'

export interface BreakersTurn {
  readonly id: string
  readonly startMs: number
  /** Between two calls; those of a turn that is not streamed come together. */
  readonly gapMs: number
  readonly end: 'commit' | 'discard'
  readonly cancelMs?: number
  readonly deadlineMs?: number
  readonly calls: readonly BreakersCall[]
}

export interface BreakersCall {
  readonly tool: string
  readonly ms: number
  /** It alone is cancelled. */
  readonly cancelMs?: number
}

/** All services are well from here on, and all turns have begun. */
export const lastMs = 400

/** Makes the plan of a seed: always the same for the same seed. */
export function makeBreakersPlan(seed: number): BreakersPlan {
  const dice = new Dice(seed)
  const limits = Array.from({ length: dice.int(1, 2) }, (_, index): BreakersLimit => {
    const breaker = dice.maybe(0.5, () => breakerOf(dice))
    const concurrency = dice.maybe(0.5, () => roomOf(dice))
    return {
      name: `limit${index}`,
      ...(breaker && { breaker }),
      ...(concurrency !== undefined && { concurrency }),
    }
  })
  const tools = Array.from({ length: dice.int(1, 3) }, (_, index): ServiceTool => {
    const breaker = dice.maybe(0.6, () => breakerOf(dice))
    return {
      name: `tool${index}`,
      ...(breaker && { breaker }),
      limits: limits.filter(() => dice.chance(0.6)).map(({ name }) => name),
      writes: dice.chance(0.25),
      retries: dice.pick([0, 0, 1, 2]),
      timeoutMs: dice.pick([15, 30]),
      health: Array.from({ length: dice.int(1, 5) }, () => ({
        ms: dice.int(10, 70),
        state: dice.weighted({ well: 3, slow: 1, busy: 3, hangs: 1, wrong: 0.5, asks: 2 }),
      })),
    }
  })
  const isCalm = dice.chance(0.3)
  const turns = Array.from({ length: dice.int(2, 5) }, (_, index): BreakersTurn => {
    const cancelMs = isCalm ? undefined : dice.maybe(0.2, () => dice.int(0, 40))
    const deadlineMs = isCalm ? undefined : dice.maybe(0.15, () => dice.int(1, 60))
    return {
      id: `turn${index}`,
      startMs: dice.int(0, 150),
      gapMs: dice.pick([0, 0, 1, 7]),
      end: dice.chance(isCalm ? 1 : 0.8) ? 'commit' : 'discard',
      ...(cancelMs !== undefined && { cancelMs }),
      ...(deadlineMs !== undefined && { deadlineMs }),
      calls: Array.from({ length: dice.int(1, 8) }, (): BreakersCall => {
        const alone = isCalm ? undefined : dice.maybe(0.15, () => dice.int(0, 30))
        return {
          tool: dice.pick(tools).name,
          ms: dice.int(0, 12),
          ...(alone !== undefined && { cancelMs: alone }),
        }
      }),
    }
  })
  return { seed, concurrency: roomOf(dice), limits, tools, turns }
}

function breakerOf(dice: Dice): BreakerPlan {
  return {
    consecutiveFailures: dice.pick([1, 2, 3, 50]),
    failureRate: dice.pick([0.3, 0.5, 1]),
    window: dice.pick([2, 4, 8]),
    openMs: dice.pick([5, 20, 50]),
    maxOpenMs: dice.pick([5, 60, 200]),
  }
}

function roomOf(dice: Dice): Room {
  if (dice.chance(0.3)) return dice.int(1, 6)
  const min = dice.int(1, 3)
  const max = min + dice.int(0, 8)
  const algorithm = dice.chance(0.6) ? 'aimd' : 'gradient2'
  // Not a whole number, as the times of bodies are: nobody is to be just as slow.
  const slowMs = algorithm === 'aimd' ? dice.maybe(0.5, () => dice.int(3, 12) + 0.5) : undefined
  return {
    algorithm,
    min,
    max,
    initial: dice.int(1, 12),
    ...(slowMs !== undefined && { slowMs }),
  }
}
