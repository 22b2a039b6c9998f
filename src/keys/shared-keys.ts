/** What a call wants to touch, and who it is. */
export interface KeyRequest {
  /** Resource keys, as tools declare them: hierarchical, `*` is everything. */
  readonly reads: readonly string[]
  readonly writes: readonly string[]
  /** For people who inspect the service: which call of which turn. */
  readonly owner: string
  /** Fires when the keys are no longer wanted. */
  readonly signal: AbortSignal
}

/** Keys held, for a while that is renewed as long as the process lives. */
export interface KeyLease {
  /**
   * Greater than the token of every lease that was granted before on an overlapping key, unless the service lost its data
   * and its clock went back, too. A resource that remembers the
   * greatest token it has seen, and refuses smaller ones, is safe whatever pauses and partitions do; no lease alone is
   * (Kleppmann, "How to do distributed locking", 2016).
   */
  readonly token: number
  /**
   * Fires when the lease could not be renewed in time: another engine may hold the keys now. Read it again each time: that
   * also finds out a lease that ran out while the process was suspended, before the event loop has turned.
   */
  readonly lost: AbortSignal
  /** Gives the keys back. Never rejects: what cannot be given back runs out by itself. */
  release(): Promise<void>
}

/**
 * Keeps conflicting calls of several engines, in several processes, apart. An engine asks for a call's keys once nothing
 * within the engine conflicts, all at once, in one step; it is first come, first served for each key.
 */
export interface SharedKeys {
  /** For people: which service this is. */
  readonly name: string
  /**
   * Which keys these are: objects of one process with the same namespace have theirs in common, as two that lead to one server
   * have. Without it an object is taken to have keys of its own; a call that waits, through two such objects, for a call around
   * it waits until a deadline.
   */
  readonly namespace?: string | undefined
  /**
   * Resolves when all keys are held. Rejects with the signal's reason when that fires, and with a `FanfoldError` when the
   * service cannot be reached.
   */
  acquire(request: KeyRequest): Promise<KeyLease>
  close(): Promise<void>
}
