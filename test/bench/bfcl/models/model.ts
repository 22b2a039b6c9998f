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

export type Chance = ReturnType<typeof makeChance>

/** Choices from a source of numbers between 0 and 1. */
// oxlint-disable-next-line typescript/explicit-module-boundary-types
export function makeChance(random: () => number) {
  return {
    pick: <T>(options: readonly T[]): T => options[Math.floor(random() * options.length)] as T,
    upTo: (count: number): number => Math.floor(random() * count),
  }
}
