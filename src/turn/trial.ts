import type { Attempt } from '../attempt/attempt.ts'
import type { Lane, ShareQueue, Waiter } from '../limit/lane.ts'
import type { Loan, Share } from '../limit/share.ts'
import type { Entry } from './entry.ts'

/** One attempt of a call, from its place in the limiter's line to its end. */
export class Trial implements Waiter {
  readonly entry: Entry
  /** Undefined while it waits in line. */
  attempt: Attempt | undefined
  startedMs = 0

  // The limiter's.
  readonly share: Share
  readonly lane: Lane
  queue: ShareQueue | undefined
  previous: Waiter | undefined
  next: Waiter | undefined
  borrowed = false
  lent: Loan | undefined
  host: Share | undefined

  /** It has started and not ended. */
  get isUnderWay(): boolean {
    return this.attempt !== undefined && this.entry.trials.includes(this)
  }

  constructor(entry: Entry, lane: Lane) {
    this.entry = entry
    this.share = entry.turn.share
    this.lane = lane
  }
}
