import { readJsonLines } from '../shared-data.ts'

/** One turn of the benchmark: several calls, and the order in which they must run. */
export interface BenchTurn {
  readonly id: string
  readonly turn: number
  /** In the order of the ground truth, as lines of Python. */
  readonly calls: readonly string[]
  /** `[i, j]`: call i must have ended before call j starts, or the state or a result differs. */
  readonly before: readonly (readonly [number, number])[]
  /** The fewest waves of unit time that respect `before`. */
  readonly waves: number
}

export function readTurns(file: string): readonly BenchTurn[] {
  return readJsonLines(file) as BenchTurn[]
}
