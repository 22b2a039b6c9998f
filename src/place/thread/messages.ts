import type { MessagePort } from 'node:worker_threads'
import type { ContentPart } from '../../call/content/content.ts'
import type { PackedError } from '../packed-error.ts'

/** What a thread is given: one attempt, and the port on which the two sides talk while it runs. */
export interface ThreadTask {
  readonly tool: string
  readonly module: string
  readonly exportName: string | undefined
  readonly input: unknown
  readonly callId: string
  readonly turnId: string
  readonly attempt: number
  readonly idempotencyKey: string
  readonly fencingToken?: number | undefined
  readonly port: MessagePort
}

/** What the tool answered: a value, parts for the model (whose mark does not survive the crossing), or an error. */
export type ThreadAnswer =
  | { readonly type: 'returned'; readonly value: unknown }
  | { readonly type: 'returned-parts'; readonly parts: readonly ContentPart[] }
  | { readonly type: 'threw'; readonly error: PackedError }

/** What a thread says. `started` comes first and the answer last. */
export type FromThread =
  | { readonly type: 'started'; readonly threadId: number }
  | { readonly type: 'progress'; readonly progress: unknown }
  | ThreadAnswer

/** What a thread is told: that the attempt's signal has fired. */
export interface ToThread {
  readonly type: 'stop'
  readonly reason: PackedError
}

/** Of the environment data of threads: what is printed with `console` goes to standard error. */
export const printsToStderr = 'fanfold: console prints to standard error'
