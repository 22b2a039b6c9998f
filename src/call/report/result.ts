import type { Content } from '../content/content.ts'

/**
 * How a call ended.
 *
 * - `ok`: the tool returned.
 * - `failed`: the tool threw, or the call could not be run (unknown tool, unreadable or wrong arguments).
 * - `timed-out`: an attempt outlived the tool's `timeoutMs` or `idleTimeoutMs`, or a started call the turn's deadline.
 * - `cancelled`: it was cancelled; `attempts` says whether it had started.
 * - `denied`: it was not approved.
 * - `skipped`: it never started, for a reason that is not its own (the message was discarded, a call that it
 *   needs failed, the turn's deadline came first).
 * - `unknown`: it started, and whether it took effect cannot be known.
 * - `waiting`: it has not: its tool has no `execute`, and its result comes from outside. Only of what `turn.add` and events
 *   tell; a report has such calls in `pending`, and not among its results.
 */
export type Status =
  'ok' | 'failed' | 'timed-out' | 'cancelled' | 'denied' | 'skipped' | 'unknown' | 'waiting'

/** What a call can wait for, in the order in which it meets them. */
export type WaitReason =
  | 'journal'
  | 'dependency'
  | 'check'
  | 'commit'
  | 'join'
  | 'approval'
  | 'outside'
  | 'conflict'
  | 'shared'
  | 'limit'
  | 'retry'

/** The call that another waits for, and the key on which they meet if that is why. */
export interface Blocker {
  readonly turnId: string
  readonly callId: string
  /** Its place in its turn, from 0, for two calls may have one id. Absent in what version 0.1 has written. */
  readonly index?: number | undefined
  readonly key?: string | undefined
}

/** One wait of a call. Times are milliseconds since the turn began. */
export interface Wait {
  readonly reason: WaitReason
  /** What exactly: a key, a limit's name, the call that was waited for. */
  readonly detail?: string | undefined
  /** Who is in the way: of several the first. */
  readonly by?: Blocker | undefined
  readonly startMs: number
  readonly endMs: number
}

/** When things happened to a call, in milliseconds since the turn began. */
export interface Timing {
  readonly receivedMs: number
  /** The start of the first attempt; absent if there was none. */
  readonly startedMs?: number | undefined
  readonly settledMs: number
  /** Time in attempts, without waits. */
  readonly runMs: number
  readonly waits: readonly Wait[]
}

/** Why a call did not end `ok`, as plain data. */
export interface CallError {
  /** A stable code, such as `unknown_tool`, `invalid_input`, `timeout`; a `ToolError`'s own code. */
  readonly code: string
  /** Safe to show to the model: no stack, no credentials. */
  readonly message: string
  /** Another try may succeed: by its code or status, the failure is one of a connection or of a service in trouble. */
  readonly transient?: true
  /** What was thrown, for people and logs; never sent to a model. */
  readonly cause?: unknown
}

/** What the model is not shown of a result, for its budget. Characters are UTF-16 code units. */
export interface ResultCut {
  /** How many the whole content has; of a plan, with what its steps lost. */
  readonly chars: number
  /** How many the model is shown, with the notes that say what is missing. */
  readonly shownChars: number
  /** By which `read_result` reads the texts that were cut, each whole. One that is too large to be kept has none. */
  readonly refs: readonly string[]
}

/** The one answer to one call. */
export interface ToolResult {
  readonly id: string
  readonly name: string
  readonly status: Status
  /** What the model is told; for a result that is not `ok`, what went wrong and what to do. */
  readonly content: Content
  /** What the tool returned, as it is. */
  readonly value?: unknown
  /** Absent if it ended `ok`. */
  readonly error?: CallError | undefined
  /** How many attempts were started. */
  readonly attempts: number
  readonly timing: Timing
  /**
   * What the call was to run with in place of the model's arguments, which were changed when it was approved. The content says
   * so, too.
   */
  readonly changedInput?: unknown
  /** It comes from the journal: the call ran before, perhaps in another process. */
  readonly restored?: true
  /**
   * The content was cut to fit the budget. Only in the report of the turn, and in its event `turn.settled`, for how much room a
   * result has is known when all are there.
   */
  readonly cut?: ResultCut
}
