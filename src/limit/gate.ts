/** How an attempt that held a permit ended; adaptive gates learn from it (after Netflix concurrency-limits). */
export type PermitOutcome =
  /** It tells how long the downstream takes. */
  | 'success'
  /** It was rejected or timed out: the downstream is overloaded. */
  | 'dropped'
  /** It says nothing about the downstream's load. */
  | 'ignored'

/** One limit: it says whether one more attempt may start, and counts those that did. */
export interface Gate {
  /** For people: what a call that it keeps waiting waits for. */
  readonly name: string
  /**
   * A permit is held until it is given back, so that its holder can lend it to a call that it waits for. A rate's
   * permit is spent at once.
   */
  readonly held: boolean
  /** How many permits are held now; 0 where none is held. */
  readonly taken: number
  /** Whether an attempt may start now. Changes nothing. */
  ready(): boolean
  /**
   * Whether an attempt that starts now leaves a permit for another, at once or, where time brings new ones, at a moment
   * on the clock. Absent where nothing can run out. To be asked only while the gate is ready.
   */
  leavesOne?(atMs: number): boolean
  /** Counts one more attempt; to be called only while the gate is ready. */
  take(): void
  /** The attempt has ended, after `runMs` milliseconds. */
  give(outcome: PermitOutcome, runMs: number): void
  /** The moment, on the clock, from which time alone makes it ready; absent or undefined if time does not. */
  readyAtMs?(): number | undefined
}
