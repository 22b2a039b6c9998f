/**
 * What a seed decides, as data: the plan is made first and run afterwards, so that it can be printed and made smaller.
 * Times are milliseconds. `null` is "never".
 */
export interface Plan {
  readonly seed: number
  readonly engine: EnginePlan
  readonly tools: readonly ToolPlan[]
  readonly turns: readonly TurnPlan[]
}

export interface EnginePlan {
  readonly concurrency: number
  readonly timeoutMs: number
  readonly graceMs: number
  readonly retries: number
  readonly onFailure: Policy
  readonly approvalTimeoutMs?: number
  readonly limits?: Readonly<Record<string, LimitPlan>>
  /** Retries are bounded over all calls, too. */
  readonly retryBudget: boolean
}

/** A limit that tools share. */
export interface LimitPlan {
  readonly concurrency?: number
  readonly perSecond?: number
  readonly burst?: number
}

export type Policy = 'continue' | 'cancel-rest'

/** `input`: a function of the input; `throws` and `junk`: a function that does not do its work. */
export type KeysPlan = readonly string[] | 'input' | 'throws' | 'junk'

export interface ToolPlan {
  readonly name: string
  readonly reads?: KeysPlan
  readonly writes?: KeysPlan
  readonly idempotent: boolean
  readonly retries?: number
  readonly timeoutMs?: number | null
  /** The limits that its attempts count against, and its own. */
  readonly limit?: readonly string[]
  readonly concurrency?: number
  /** Somebody is asked: always, or if the input says so. */
  readonly approval?: 'always' | 'by-input'
  /** Identical calls at one time run once. */
  readonly share?: boolean
  /** Slow calls get another attempt beside the first. */
  readonly hedge?: boolean
  /** Results serve identical calls for so long. */
  readonly cacheMs?: number
  /** `slow` answers later, `none` takes any object. */
  readonly schema: 'none' | 'quick' | 'slow'
}

export interface TurnPlan {
  readonly id: string
  /** After the start of the run; for a nested turn, after the start of the attempt that it is nested in. */
  readonly startMs: number
  /** Its calls are added one by one; else all at once by `execute`. */
  readonly streamed: boolean
  readonly calls: readonly CallPlan[]
  readonly end: 'commit' | 'discard'
  /** After the last call was added. */
  readonly endMs: number
  readonly deadlineMs?: number
  readonly onFailure?: Policy
  /** Its signal fires; 0: it has fired before the turn begins. */
  readonly abort?: { readonly atMs: number; readonly reason: 'abort' | 'timeout' | 'text' }
  readonly acts: readonly ActPlan[]
  /** Its events are iterated over, too. */
  readonly iterated: boolean
  /** A discarded turn before it, whose results it may take over. */
  readonly adopts?: string
}

/** Something that the turn's owner does: at a time, or in the middle of an event. */
export interface ActPlan {
  readonly atMs?: number
  readonly on?: { readonly type: EventType; readonly call: number }
  readonly does: 'cancel-call' | 'cancel-turn' | 'commit' | 'discard'
  /** The `n` of the call to cancel. */
  readonly call?: number
}

export type EventType =
  | 'call.received'
  | 'call.waiting'
  | 'call.started'
  | 'call.progress'
  | 'call.retrying'
  | 'call.settled'

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
  /** The turns that it runs, at the same time. */
  readonly nested: readonly TurnPlan[]
  /** It does not wait for them. */
  readonly detached: boolean
}
