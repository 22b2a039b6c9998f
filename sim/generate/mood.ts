import type { Dice } from '../dice.ts'

/**
 * How likely each kind of trouble is in one seed. Most kinds are absent from most seeds, so that a run is about few
 * things at a time and some runs are about none (swarm testing: Groce et al., ISSTA 2012).
 */
export interface Mood {
  readonly throws: number
  readonly hangs: number
  readonly deaf: number
  readonly cancels: number
  readonly acts: number
  readonly deadlines: number
  readonly discards: number
  readonly badCalls: number
  readonly badEffects: number
  readonly slowSchemas: number
  readonly nested: number
  /** How deep turns are nested at most. */
  readonly deepest: number
  readonly retries: number
  readonly approvals: number
  readonly approvalTimeoutMs: number | undefined
  readonly sharing: number
  readonly limits: number
  readonly hedges: number
  readonly writes: number
  readonly cancelRest: number
  readonly streamed: number
  readonly sameMoment: boolean
  /** At most this long, mostly much less. */
  readonly longestMs: number
}

export function drawMood(dice: Dice): Mood {
  const some = (share: number, least: number, most: number): number =>
    dice.chance(share) ? dice.int(least, most) / 100 : 0
  return {
    throws: some(0.5, 10, 60),
    hangs: some(0.3, 5, 30),
    deaf: some(0.5, 10, 70),
    cancels: some(0.35, 20, 70),
    acts: some(0.25, 5, 40),
    deadlines: some(0.3, 20, 80),
    discards: some(0.35, 20, 80),
    badCalls: some(0.3, 5, 40),
    badEffects: some(0.2, 10, 40),
    slowSchemas: some(0.2, 20, 70),
    nested: some(0.35, 10, 40),
    deepest: dice.pick([1, 2, 2, 3, 4]),
    retries: some(0.5, 50, 100),
    approvals: some(0.2, 20, 60),
    approvalTimeoutMs: dice.maybe(0.5, () => dice.pick([3, 30, 300])),
    sharing: some(0.25, 30, 100),
    hedges: some(0.25, 40, 100),
    limits: some(0.25, 20, 80),
    writes: some(0.85, 20, 80),
    cancelRest: some(0.25, 30, 100),
    streamed: some(0.7, 20, 100),
    sameMoment: dice.chance(0.3),
    longestMs: dice.pick([10, 40, 150, 600]),
  }
}
