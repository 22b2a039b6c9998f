import type { ToolResult, WaitReason } from './result.ts'

/** Parallelism that was lost to one cause. */
export interface Bottleneck {
  readonly reason: WaitReason
  /** What was waited for: a key and its holder, a limit's name, the calls whose results were needed. */
  readonly detail?: string | undefined
  /** How many waits, and how long they were together, in milliseconds. */
  readonly calls: number
  readonly totalMs: number
}

/** What a turn cost, and what it saved. Times in milliseconds. */
export interface TurnStats {
  /** From the first call's arrival to the last result, in milliseconds. */
  readonly wallMs: number
  /** The time of all attempts added up: what running one by one would take. */
  readonly toolMs: number
  /** `toolMs / wallMs`; 1 for an empty turn. */
  readonly speedup: number
  /** The longest chain of calls that had to follow each other, for order or for a result. */
  readonly criticalPathMs: number
  /** The most attempts that held a slot at one moment. */
  readonly peakConcurrency: number
  /** Time that calls waited, added up by reason; a reason that never came up is absent. */
  readonly waitedMs: Readonly<Partial<Record<WaitReason, number>>>
  /** The ten costliest causes of waiting, but for the end of the message. */
  readonly bottlenecks: readonly Bottleneck[]
}

/** A call whose result comes from outside, because its tool has no `execute`. */
export interface PendingCall {
  /** By which its result is given. The call's id; of several calls of one id, one that tells it from the others. */
  readonly id: string
  readonly name: string
  /** As its schema reads it, with references replaced and as it was approved. */
  readonly input: unknown
}

/** How a turn ended. */
export interface TurnReport {
  readonly id: string
  /** One a call, in call order, but for those that are pending. */
  readonly results: readonly ToolResult[]
  /** The calls that wait for results from outside, in call order. */
  readonly pending: readonly PendingCall[]
  /**
   * `complete`: all are ok; `failed`: none is; `partial`: some. An empty turn is complete. `waiting`: calls are pending; all
   * others have their results.
   */
  readonly outcome: 'complete' | 'partial' | 'failed' | 'waiting'
  readonly stats: TurnStats
  /**
   * What went wrong around the turn, such as a `reads` function that threw, or a promise that a tool left in what it returned.
   * What goes wrong once the report is made is added, and printed as well.
   */
  readonly warnings: readonly string[]
}
