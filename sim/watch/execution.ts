import type { AttemptWatch } from './attempt-watch.ts'

/** What one attempt's tool saw of the state, and did to it. */
export interface Execution {
  readonly attempt: AttemptWatch
  /** Its place among all that set to work. */
  readonly order: number
  /** Digests of what it touches, when it set to work and when it was done. */
  readonly before: number
  readonly after: number
  readonly wrote: boolean
  /** The engine no longer waited for it. */
  readonly late: boolean
}
