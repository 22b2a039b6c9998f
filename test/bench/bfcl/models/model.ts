/** One call of a model's toolset. */
export interface ModelCall {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

/** A toolset that works, small enough to run every order of a turn's calls and compare what comes out. */
export interface Model<State> {
  /** The state before a turn, as plain data. */
  start(chance: Chance): State
  /** A call that might be made, on few names, so that calls meet. */
  call(chance: Chance): ModelCall
  /** Changes the state and answers. */
  run(state: State, call: ModelCall): unknown
}

/** Choices from a source of numbers between 0 and 1. */
export interface Chance {
  pick<T>(options: readonly T[]): T
  /** A whole number from 0, below `count`. */
  upTo(count: number): number
}

export function makeChance(random: () => number): Chance {
  const upTo = (count: number): number => Math.floor(random() * count)
  return { upTo, pick: <T>(options: readonly T[]): T => options[upTo(options.length)] as T }
}
