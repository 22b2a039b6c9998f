import type { Fact } from './facts.ts'
import type { Line } from './line.ts'
import type { CrashPlan } from './plan.ts'
import type { Snapshot } from './snapshot.ts'

/** All that a round leaves behind, from which it is judged. */
export interface Evidence {
  readonly plan: CrashPlan
  /** By idempotency key. */
  readonly facts: ReadonlyMap<string, Fact>
  readonly lines: readonly Line[]
  /** The lives of the engine, one process each, in their order; the last ran to its end. */
  readonly lives: readonly Life[]
}

export interface Life {
  readonly process: string
  readonly killed: boolean
  /** It was told to stop, and ended by itself. */
  readonly stopped?: boolean
  /** What the journal held when it was over. */
  readonly kept: Snapshot
}

/** Says what is wrong, a sentence each. */
export type Check = (evidence: Evidence) => string[]

/** Each line with the number of the engine's life in which it was written. */
export function withLife({ lines, lives }: Evidence): readonly (readonly [Line, number])[] {
  let life = 0
  return lines.map((line) => {
    const place = [line, Math.min(life, lives.length - 1)] as const
    const isOver = line.what === 'killed' || line.what === 'exited'
    if (isOver && line.process === lives[life]?.process) life += 1
    return place
  })
}
