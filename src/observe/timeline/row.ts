import type { TurnStats, TurnReport } from '../../call/report/report.ts'
import type { Blocker, Status, WaitReason } from '../../call/report/result.ts'
import type { Stop, Usage } from '../../wire/codec.ts'

/** A stretch of time, in milliseconds since the run began; no end yet means that it goes on. */
export interface Stretch {
  readonly startMs: number
  endMs?: number
}

export interface WaitStretch extends Stretch {
  /** Undefined until the call has said what for. */
  readonly reason?: WaitReason
  readonly detail?: string | undefined
  /** Who is in the way. */
  readonly by?: Blocker | undefined
  /** When a wait for a retry is to end. */
  readonly untilMs?: number
}

export interface AttemptStretch extends Stretch {
  /** From 1. One that begins while another is at work is a hedge. */
  readonly number: number
  /** It failed, and the call was tried again. */
  failed?: boolean
  /** Why, as it was told. */
  fault?: string
}

/** One request to the model, until its message is complete. */
export interface ModelRow extends Stretch {
  readonly kind: 'model'
  /** Which request of the run: 1, 2, … */
  readonly turn: number
  state: 'running' | 'ok' | 'failed'
  calls: number
  /** What people said that went with this request. */
  heard: string
  /** What its message said beside its calls. */
  said: string
  reasoned: string
  /** What it was told at the end of its turn's last result. */
  noted: string
  stop?: Stop
  usage?: Usage
}

/** One call, from its arrival to its result. */
export interface CallRow {
  readonly kind: 'call'
  /** Of which request of the run; of an engine's turns, in the order in which they began. Undefined where only one is drawn. */
  readonly turn: number | undefined
  readonly turnId: string
  readonly callId: string
  /** The call's place in its turn, from 0. */
  readonly index: number
  readonly name: string
  /** The arguments: those that it was allowed with, if they were changed. */
  input: unknown
  changed: boolean
  readonly receivedMs: number
  settledMs?: number
  /** Nothing is known of it but that the model made it: it is from a journal, which keeps no more of it. */
  readonly unkept?: true
  readonly waits: WaitStretch[]
  readonly attempts: AttemptStretch[]
  state: 'waiting' | 'running' | Status
  /** What the model was told. */
  content?: unknown
  /** What went wrong, as the model was told, and for developers what was thrown. */
  fault?: { readonly code: string; readonly message: string; readonly cause?: unknown }
  restored: boolean
}

/** What is known of a turn as a whole. */
export interface TurnRow {
  readonly turn: number | undefined
  readonly turnId: string
  /** When its message was complete, or was discarded. */
  committedMs?: number
  discarded?: string
  settledMs?: number
  outcome?: TurnReport['outcome']
  stats?: TurnStats
  warnings: readonly string[]
}

export type Row = ModelRow | CallRow
