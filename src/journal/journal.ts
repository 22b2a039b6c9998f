import type { ToolCall } from '../call/call.ts'
import type { CallError, Status } from '../call/report/result.ts'
import type { Content } from '../call/content/content.ts'

/** A result as it is kept: what the model is told, and what `references` need. */
export interface StoredResult {
  readonly status: Status
  readonly content: Content
  /** What the tool returned, if it is plain JSON. */
  readonly value?: unknown
  readonly error?: Omit<CallError, 'cause'> | undefined
  readonly attempts: number
  /** What it ran with, if its arguments were changed when it was approved. */
  readonly changedInput?: unknown
}

/** The call of another turn of the journal inside which a turn or a run began. */
export interface OuterCall {
  readonly turnId: string
  readonly callKey: string
}

/** Which call: by its turn and its key there, never by its place in an order, for that depends on timing. */
export interface CallIdentity {
  readonly turnId: string
  /** The call's id, or one that tells it from another call of that id in its turn. */
  readonly callKey: string
  readonly name: string
  /** Its arguments as canonical JSON, so that another call in its place is noticed. */
  readonly input: string
  /** Where its turn began, if inside a call: as the first record of the call says. */
  readonly inside?: OuterCall | undefined
}

/** The first attempt of a call that may change something is about to begin. */
export interface CallStarted extends CallIdentity {
  readonly kind: 'call.started'
  readonly idempotencyKey: string
  /**
   * Which start of the call it is: 1, the default, or one more than the last that its history has (`starts`), which it
   * replaces. Any other is refused: somebody else has started the call meanwhile.
   */
  readonly start?: number | undefined
  readonly atMs: number
}

/** A call has its result. Nobody is told of it before this is kept. */
export interface CallSettled extends CallIdentity {
  readonly kind: 'call.settled'
  readonly result: StoredResult
  /**
   * Which start of the call came to that, 0 if it had not started: refused if it has started again since. Absent: not
   * compared.
   */
  readonly start?: number | undefined
  readonly atMs: number
}

/** A call that had started has not after all: its body has withdrawn it, and it is to run again when it comes again. */
export interface CallWithdrawn extends CallIdentity {
  readonly kind: 'call.withdrawn'
  /** Which start, as of a result. */
  readonly start?: number | undefined
  readonly atMs: number
}

/** A call waits for a person. Asked again with another `resolvedInput`, before it is decided, it is another question. */
export interface CallAsked extends CallIdentity {
  readonly kind: 'call.asked'
  /**
   * What it would run with, as canonical JSON: with references replaced, and as its schema reads it. Absent if JSON cannot hold
   * that.
   */
  readonly resolvedInput?: string | undefined
  readonly atMs: number
}

/** A person has decided. The first decision stands. */
export interface CallDecided {
  readonly kind: 'call.decided'
  readonly turnId: string
  readonly callKey: string
  readonly decision: 'allow' | 'deny'
  readonly reason?: string | undefined
  /** With `allow`: what the call is to run with instead, as canonical JSON. */
  readonly changedInput?: string | undefined
  readonly atMs: number
}

/** A run has begun, with these messages in the provider's own shape. */
export interface RunStarted {
  readonly kind: 'run.started'
  readonly runId: string
  /** The wire format of the messages. */
  readonly format: string
  readonly messages: readonly unknown[]
  /** The agent's, by which its runs are told from those of others. */
  readonly name?: string | undefined
  /** Where it began, if inside a call, which finds it when it runs again. */
  readonly inside?: OuterCall | undefined
  readonly atMs: number
}

/** The model has sent a whole message, whose calls are about to run. */
export interface RunMessage {
  readonly kind: 'run.message'
  readonly runId: string
  /**
   * Which message of the run: 1, 2, …; 0, without a message, of the calls, if any, with which its conversation was handed over, and of
   * what the user said before the first message.
   */
  readonly turn: number
  readonly turnId: string
  /** What the conversation gained since the message before: that one's results, and this message as it came. */
  readonly messages: readonly unknown[]
  /** How many of `messages` are this message: the last ones. */
  readonly asked: number
  readonly calls: readonly ToolCall[]
  /** The message's text, stop and usage, as the agent knows them. */
  readonly reply: unknown
  readonly atMs: number
}

/** A run has ended. */
export interface RunEnded {
  readonly kind: 'run.ended'
  readonly runId: string
  readonly outcome: string
  readonly atMs: number
}

/** What can be appended. Times are milliseconds since the epoch. */
export type JournalRecord =
  | CallStarted
  | CallWithdrawn
  | CallSettled
  | CallAsked
  | CallDecided
  | RunStarted
  | RunMessage
  | RunEnded

/** All that is kept of one call. */
export interface CallHistory extends CallIdentity {
  readonly idempotencyKey?: string | undefined
  /** When it last started; absent if that was withdrawn. */
  readonly startedAtMs?: number | undefined
  /** How often it has started, those that were withdrawn included: one that is about to run again names the next. */
  readonly starts?: number | undefined
  readonly settledAtMs?: number | undefined
  readonly result?: StoredResult | undefined
  readonly askedAtMs?: number | undefined
  /** What a person was asked about. */
  readonly resolvedInput?: string | undefined
  readonly decision?: Pick<CallDecided, 'decision' | 'reason' | 'changedInput' | 'atMs'> | undefined
}

/** What matters of a call's history to the one that takes it up. */
export type PastCall = Pick<
  CallHistory,
  | 'idempotencyKey'
  | 'startedAtMs'
  | 'starts'
  | 'askedAtMs'
  | 'resolvedInput'
  | 'decision'
  | 'result'
>

/** All that is kept of one run, but for its calls. */
export interface RunHistory {
  readonly started: RunStarted
  /** In the order of `turn`. */
  readonly messages: readonly RunMessage[]
  readonly ended?: RunEnded | undefined
}

/** A line of the list of runs. Times are milliseconds since the epoch. */
export interface RunSummary {
  readonly runId: string
  readonly format: string
  readonly name?: string | undefined
  readonly inside?: OuterCall | undefined
  readonly startedAtMs: number
  readonly turns: number
  /** Absent while it goes on, or if its process died. */
  readonly endedAtMs?: number | undefined
  readonly outcome?: string | undefined
}

/**
 * What an engine writes before an effect counts, so that a process that comes after a crash neither loses what was
 * done nor does it twice. Every implementation passes one conformance suite.
 *
 * - Records become durable in the order in which they were appended; those of one moment share a commit.
 * - An append that the journal could not commit has not been kept, nor has one that was appended after it: from then on
 *   all are rejected, until the journal is opened again.
 * - An append that is refused, because it contradicts what is kept (`journal_conflict`) or cannot be written
 *   (`journal_record`), takes along only those of the same turn or run that were appended after it by somebody who had
 *   not heard yet.
 * - What is read holds all that was appended before it was asked for, acknowledged or not, unless that is refused.
 * - One engine at a time writes to one journal: opening it a second time rejects. Where another has taken it over from one
 *   that seemed to have ended, nothing that the first one appends is kept any more (`journal_lost`).
 * - The start of a call is a compare-and-set: of two who have read the same history, one gets to start it, and a result of
 *   the start before comes too late.
 */
export interface Journal {
  /** For people: the file. */
  readonly name: string
  /** Resolves once the record is durable. */
  append(record: JournalRecord): Promise<void>
  /** What is kept of a turn's calls, by call key; empty if nothing is. */
  turn(turnId: string): Promise<ReadonlyMap<string, CallHistory>>
  run(runId: string): Promise<RunHistory | undefined>
  runs(): Promise<readonly RunSummary[]>
  /** The calls that wait for a person: asked, not decided and not settled. */
  questions(): Promise<readonly CallHistory[]>
  /** Resolves with the decision on a call that was asked, whichever process it comes from. Rejects when the signal fires. */
  decision(
    turnId: string,
    callKey: string,
    signal: AbortSignal,
  ): Promise<Pick<CallDecided, 'decision' | 'reason' | 'changedInput'>>
  /**
   * Forgets runs that ended, and turns of no run that were last written to, before that moment. Returns how many. A turn of which
   * a call has no result is not forgotten, nor is a run or a turn that began inside a call that may run again: one without a
   * result, of a run or a turn that has not ended.
   * `unfinished`: also runs that have not ended, and turns with calls that have not, if they were last written to before it, and
   * this process has neither begun nor taken them up.
   */
  prune(options: {
    readonly beforeMs: number
    readonly unfinished?: boolean | undefined
  }): Promise<number>
  /** Waits for what was appended, and lets go of the file. */
  close(): Promise<void>
}
