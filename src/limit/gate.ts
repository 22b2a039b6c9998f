/** How an attempt that held a permit ended; adaptive gates learn from it (after Netflix concurrency-limits). */
export type PermitOutcome = 'success' | 'dropped' | 'ignored'

/** One limit: it says whether one more attempt may start, and counts those that did. */
export interface Gate {
  readonly name: string
  /** Whether an attempt may start now. */
  ready(): boolean
  take(): void
  give(outcome: PermitOutcome, runMs: number): void
}
