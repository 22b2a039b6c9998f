import type { Api } from '../../contest.ts'
import type { SeenCall, SeenEnd } from './judge.ts'

/** What a case's process is told, as JSON, in its only argument. */
export interface CaseOrder {
  readonly contestant: string
  readonly fault: string
  readonly api: Api
  readonly stream: boolean
  readonly url: string
}

/** What it tells, as it happens, so that a hang loses nothing. */
export type CaseMessage =
  | { readonly type: 'started' }
  | { readonly type: 'call'; readonly index: number; readonly call: SeenCall }
  | { readonly type: 'crash'; readonly error: string }
  | { readonly type: 'end'; readonly end: SeenEnd }

/** Paths that no wire format has: asked for so that the server's clock notes when something happened. */
export const endedPath = '/run-ended'
export const abortedPath = '/run-aborted'
