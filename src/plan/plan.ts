import type { Effects } from '../call/effects.ts'

/** Why one call waits for another. */
export interface PlannedWait {
  /** The other call. */
  readonly index: number
  readonly id: string
  /** `dependency`: it uses the other's result; `conflict`: both touch a key, and one writes it. */
  readonly why: 'conflict' | 'dependency'
  /** The keys on which the two meet: of two keys, the one that covers the other. None for a dependency. */
  readonly keys: readonly string[]
  /** For people, with calls numbered from 1: "both write file/x". */
  readonly text: string
}

/** One call of a plan. */
export interface PlannedCall {
  /** The call's place in its turn, from 0. */
  readonly index: number
  readonly id: string
  readonly name: string
  /** Whether it will run; one that does not is answered at once, and `fault` says why. */
  readonly runs: boolean
  /**
   * Why it does not run; or why its effects could not be computed, so that it counts as writing everything; or why it counts
   * as touching more than its tool said.
   */
  readonly fault?: string
  /** What it touches, or may touch if its input is another call's result. Absent if it does not run. */
  readonly effects?: Effects
  /** It changes nothing, so that it need not wait for the model's message to be complete. */
  readonly startsEarly: boolean
  /** The calls that have to settle first; without those that another of them waits for over the same keys. */
  readonly waitsFor: readonly PlannedWait[]
  /** How many more calls it waits for than `waitsFor` lists, which are at most a hundred conflicts. */
  readonly moreWaits: number
}

/** What would wait for what, as frozen data. */
export interface Plan {
  readonly calls: readonly PlannedCall[]
  /** How many rounds the calls take if each takes one and nothing else holds them up. */
  readonly waves: number
  /** The indices of a longest chain of calls that wait for each other, in call order. */
  readonly criticalPath: readonly number[]
}
