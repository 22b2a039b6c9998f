import type { Attempt, AttemptJob } from '../attempt/attempt.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Lane, ShareQueue, Waiter } from '../limit/lane.ts'
import type { Loan, Share } from '../limit/share.ts'
import type { Entry } from './entry.ts'

/** One attempt of a call, from its place in the limiter's line to its end. */
export class Trial implements Waiter, AttemptJob {
  readonly entry: Entry
  /** Undefined while it waits in line. */
  attempt: Attempt<Trial> | undefined
  number = 0
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

  constructor(entry: Entry, lane: Lane) {
    this.entry = entry
    this.share = entry.turn.share
    this.lane = lane
  }

  /** It has started and not ended. */
  get isUnderWay(): boolean {
    return this.attempt !== undefined && this.entry.trials.includes(this)
  }

  get tool(): AnyTool {
    return this.entry.tool as AnyTool
  }

  get input(): unknown {
    return this.entry.input
  }

  get callId(): string {
    return this.entry.id
  }

  get turnId(): string {
    return this.entry.turn.id
  }

  get idempotencyKey(): string {
    return `${this.turnId}:${this.entry.key}`
  }

  get fencingToken(): number | undefined {
    return this.entry.lease?.held?.token
  }

  get timeoutMs(): number {
    return this.tool.timeoutMs ?? this.entry.turn.scheduler.settings.timeoutMs
  }

  /** Only a call that declares writes has somebody to protect from its late effects. */
  get graceMs(): number {
    const { effects, turn } = this.entry
    const { graceMs } = turn.scheduler.settings
    return effects !== undefined && effects.writes.length > 0 ? graceMs : 0
  }

  progress(progress: unknown): void {
    this.entry.turn.events.progress(this.entry, progress)
  }

  held(heldMs: number): void {
    this.entry.turn.blocking.note(this.tool.name, heldMs)
  }
}
