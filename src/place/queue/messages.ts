import type { ContentPart } from '../../call/content/content.ts'
import type { PackedError } from '../packed-error.ts'

/** Changes whenever an engine and a worker of two versions would misunderstand each other. */
export const protocol = 1

/** A job's data: one attempt. */
export interface QueueTask {
  readonly protocol: number
  readonly tool: string
  /** A digest of the tool's input schema. */
  readonly schema: string
  readonly input: unknown
  /** Who waits for the answer. */
  readonly place: string
  readonly callId: string
  readonly turnId: string
  readonly attempt: number
  readonly idempotencyKey: string
  readonly fencingToken?: number | undefined
  /** How many workers have died while they ran this call; absent: none. */
  readonly losses?: number | undefined
}

/**
 * What a worker says of an attempt, in order, each with JSON:
 *
 * - `started`: the tool is about to be called. Without it, it has not been.
 * - `progress`, as often as the tool says something.
 * - then one of: `returned` (nothing for `undefined`), `parts`, `threw` (a packed error), `refused` (a {@link Refusal}:
 *   the tool was not called) and `abandoned` (the worker went before the tool had ended).
 */
export type ReplyType =
  'started' | 'progress' | 'returned' | 'parts' | 'threw' | 'refused' | 'abandoned'

export interface Reply {
  readonly jobId: string
  readonly type: ReplyType
  readonly json: string
}

/** A reply as it was read; `unreadable` is one that nobody can make anything of. */
export type ReadReply =
  | { readonly type: 'started' | 'abandoned' }
  | { readonly type: 'progress' | 'returned'; readonly value: unknown }
  | { readonly type: 'parts'; readonly parts: readonly ContentPart[] }
  | { readonly type: 'threw'; readonly error: PackedError }
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'unreadable'; readonly fault: string }

/**
 * Why a worker did not call the tool: `queue_message` (what it was sent cannot be read), `queue_protocol`, `queue_no_tool`,
 * `queue_not_offered`, `queue_schema`, `queue_worker_closing`, or a code of another version.
 */
export interface Refusal {
  readonly code: string
  readonly message: string
}

/** Cancels an attempt. */
export interface CancelMessage {
  readonly jobId: string
  readonly reason: PackedError
}

/** A message as JSON. An error's fields may hold what JSON does not. */
export function messageJson(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}
