import type { AttemptLine } from '../call/attempt-line.ts'
import type { AnyTool, ToolContext } from '../call/tool.ts'
import type { SharedTimers } from '../util/shared-timers.ts'

/** What tells an attempt the time, and rings when it is up. */
export type AttemptClock = Pick<SharedTimers, keyof SharedTimers>

/** Where the tool is called. */
export interface Runner {
  run(tool: AnyTool, input: unknown, context: ToolContext<never>, line: AttemptLine): unknown
}

/** What one attempt is made of. */
export interface AttemptJob {
  readonly tool: AnyTool
  readonly input: unknown
  readonly callId: string
  readonly turnId: string
  /** What its turn was given for its tools. */
  readonly context: unknown
  /** Which attempt of its call, from 1. */
  readonly number: number
  /** Whether a `Response` of `fetch` stands for what it says; else it is a value like any other. */
  readonly readsResponses?: boolean
  readonly idempotencyKey: string
  readonly fencingToken: number | undefined
  readonly timeoutMs: number
  /** How long it may tell no progress; `Infinity`: as long as it takes. */
  readonly idleTimeoutMs: number
  /** How long a stopped attempt may take to end; 0: its end is not waited for. */
  readonly graceMs: number
  /** How long one that waits in line elsewhere may take to say whether it had begun there. */
  readonly lineGraceMs?: number
  progress(progress: unknown): void
  /** Told when the tool ends after its attempt: what it did, it may have done just now. */
  onLateEnd(): void
  /** Has it stopped, with all that stops for that, before anybody starts in its place. */
  hold(stop: () => void): void
  /** Told, before any end, how long the tool took to return, if only a promise, in milliseconds. */
  onBlocked(ms: number): void
}
