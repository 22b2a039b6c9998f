import type { CallPlan } from './plan-call.ts'

export type * from './plan-call.ts'

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
  /** Who loops over its events. */
  readonly readers: readonly ReaderPlan[]
  /** A discarded turn before it, whose results it may take over. */
  readonly adopts?: string
}

/** A loop over a turn's events: from when on, after its start, and after how many it leaves. */
export interface ReaderPlan {
  readonly fromMs: number
  readonly leavesAfter?: number
}

/** Something that the turn's owner does: at a time, or in the middle of an event. */
export interface ActPlan {
  readonly atMs?: number
  /** `call` is its place in the turn. With `afterMs` it is done so much later. */
  readonly on?: { readonly type: EventType; readonly call: number; readonly afterMs?: number }
  readonly does: 'cancel-call' | 'cancel-turn' | 'commit' | 'discard' | 'set-deadline'
  /** The `n` of the call to cancel. */
  readonly call?: number
  /** The deadline, in milliseconds from then on. It is set only if it is nearer than the one before. */
  readonly ms?: number
}

export type EventType =
  | 'call.received'
  | 'call.waiting'
  | 'call.started'
  | 'call.progress'
  | 'call.retrying'
  | 'call.settled'
