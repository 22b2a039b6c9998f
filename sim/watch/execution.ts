import type { AttemptWatch } from './attempt-watch.ts'

/** What one attempt's tool saw of the state, and did to it. */
export interface Execution {
  readonly attempt: AttemptWatch
  /** Digests of what it touches, at its start and at its end. */
  readonly before: number
  readonly after: number
  readonly wrote: boolean
  /** The engine no longer waited for it. */
  readonly late: boolean
}
