import type { Violation } from './monitor.ts'

export interface Outcome {
  readonly violation: Violation | undefined
  /** How many calls were made. */
  readonly calls: number
}

/** One of the simulations that a seed is run through: its own generator, world and rules. */
export interface Simulation {
  readonly name: string
  /** It is run for every so many seeds: what it is about needs no more. */
  readonly every: number
  /** The same seed always ends the same. */
  run(seed: number): Promise<Outcome>
  /** All that helps with a seed that fails in it. */
  explain(seed: number, violation: Violation): Promise<string>
}
