import type { Status, WaitReason } from '../../call/report/result.ts'

/** A stretch of a row's time. Times are milliseconds since the run began; no end yet means that it goes on. */
export interface Segment {
  readonly kind: 'wait' | 'work'
  readonly startMs: number
  endMs?: number
  /** What a wait is for. */
  readonly reason?: WaitReason
  readonly detail?: string | undefined
  /** When a wait for a retry ends. */
  readonly untilMs?: number
  /** An attempt that failed and was tried again. */
  failed?: boolean
}

/** One request to the model, until its message is complete. */
export interface ModelRow {
  readonly kind: 'model'
  readonly turn: number
  readonly segments: Segment[]
  state: 'running' | 'ok' | 'failed'
  calls: number
  /** What its message said beside its calls, in short. */
  said: string
  /** Why the message was no good. */
  fault?: string
}

/** One call, from its arrival to its result. */
export interface CallRow {
  readonly kind: 'call'
  readonly name: string
  /** The arguments in short: those that it was allowed with, if they were changed. */
  input: string
  readonly segments: Segment[]
  state: 'waiting' | 'running' | Status
  attempts: number
  /** What went wrong, as the model was told. */
  fault?: string
}

export type Row = ModelRow | CallRow
