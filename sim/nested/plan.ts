/** Engines whose tools run turns of each other, as data. Times are milliseconds. */
export interface NestedPlan {
  readonly seed: number
  readonly engines: readonly EnginePlan[]
  /** Every engine has them all. */
  readonly tools: readonly ToolPlan[]
  readonly turns: readonly TurnPlan[]
}

export interface EnginePlan {
  readonly concurrency: number
  /** Named limits: the most attempts at a time. */
  readonly limits: Readonly<Record<string, number>>
}

export interface ToolPlan {
  readonly name: string
  readonly touches: 'nothing' | 'reads' | 'writes' | 'undeclared'
  readonly limit: readonly string[]
  readonly concurrency?: number
  readonly approval: boolean
  /** Identical calls under way run once. */
  readonly coalesce: boolean
  /** Long enough for all that its calls do, not counting what they wait; without it there is none. */
  readonly timed: boolean
}

export interface TurnPlan {
  readonly id: string
  /** Which engine, by its place. */
  readonly engine: number
  /** After the start of the run, or of the attempt that it is nested in. */
  readonly startMs: number
  readonly calls: readonly CallPlan[]
  /** Its owner gives up, and its tools do not listen. */
  readonly cancelMs?: number
}

export interface CallPlan {
  /** No two calls of a plan share it. */
  readonly id: string
  readonly tool: string
  readonly keys: readonly string[]
  /** How long a person thinks about it. */
  readonly approvalMs: number
  /** Its first attempt fails, and says that nothing was done. */
  readonly failsFirst: boolean
  readonly fails: boolean
  /** It works, runs turns side by side, works, runs the next ones, and so on; there is one more of these than of `inside`. */
  readonly workMs: readonly number[]
  readonly inside: readonly (readonly TurnPlan[])[]
}

/** All calls of turns, those inside calls as well. */
export function* callsOf(turns: readonly TurnPlan[]): Generator<CallPlan> {
  for (const { calls } of turns)
    for (const call of calls) {
      yield call
      yield* callsOf(call.inside.flat())
    }
}
