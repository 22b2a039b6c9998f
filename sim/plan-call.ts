import type { TurnPlan } from './plan.ts'

/** One call of a plan. Times are milliseconds; `null` is "never". */
export interface CallPlan {
  /** Names the call in the plan; unlike `id`, no two calls of a turn share it. */
  readonly n: number
  readonly id: string
  readonly tool: string
  /** After the call before it. */
  readonly addMs: number
  /** `json`: its arguments could not be read; `input`: they do not fit; `never`: the schema never answers. */
  readonly fault?: 'json' | 'input' | 'schema-throws' | 'never'
  /** How long a slow schema takes. */
  readonly schemaMs: number
  /** Calls of one tool that have this in common have equal inputs; without it, an input has no equal in its turn. */
  readonly twin?: number
  readonly approval: ApprovalPlan
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  /** By attempt; the last one goes for all that follow. */
  readonly attempts: readonly AttemptPlan[]
}

/** What is said when somebody is asked about a call. */
export interface ApprovalPlan {
  /** Whether the tool thinks that it has to be asked; `throws`: it cannot tell. */
  readonly asked: 'yes' | 'no' | 'throws'
  readonly says: 'allow' | 'deny' | 'allow-object' | 'deny-object' | 'junk' | 'throws'
  /** `null`: nobody ever answers. */
  readonly afterMs: number | null
}

export type Fault =
  | 'plain'
  | 'nothing'
  | 'tool'
  | 'tool-retryable'
  | 'tool-retry-after'
  | 'tool-nothing-done'
  | 'http-400'
  | 'http-429'
  | 'http-503'
  | 'reset'
  | 'refused-in-cause'

/** What a tool does in one attempt. */
export interface AttemptPlan {
  /** `null`: it hangs. */
  readonly latencyMs: number | null
  /** It returns or throws without a promise; its latency is 0 then. */
  readonly sync: boolean
  /** Promise callbacks between its work and its answer. */
  readonly hops: number
  readonly throws?: Fault
  /** It has done its work when it throws. */
  readonly afterWork: boolean
  /** `deaf` never looks at its signal, `late` looks when its time is over, `slow` stops after `stopMs`. */
  readonly onStop: 'deaf' | 'prompt' | 'slow' | 'late'
  readonly stopMs: number
  /** A slow one that was stopped still does its work and returns. */
  readonly finishes: boolean
  readonly progress: boolean
  /** What it does to its own turn, first of all. */
  readonly act?: 'cancel-call' | 'cancel-turn' | 'discard'
  /** The turns that it runs: at the same time, or one after another. */
  readonly nested: readonly TurnPlan[]
  readonly inSequence: boolean
  /** It does not wait for them. */
  readonly detached: boolean
}
