import { Attempt } from '../../attempt/attempt.ts'
import type { AttemptEnd } from '../../attempt/attempt-end.ts'
import type { AttemptJob } from '../../attempt/attempt-job.ts'
import type { BreakerPass } from '../../attempt/breakers.ts'
import type { CallFailure } from '../../call/errors/call-failure.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { Gate } from '../../limit/gate.ts'
import type { Limiter } from '../../limit/limiter.ts'
import type { Limits } from '../../limit/limits.ts'
import type { Lane, ShareQueue, Waiter } from '../../limit/lane.ts'
import type { Share } from '../../limit/lane.ts'
import type { SharedTimers } from '../../util/shared-timers.ts'
import type { Ready } from '../../call/known.ts'
import type { CallRecord } from '../call-record.ts'
import type { SharedResults } from '../shared/shared-results.ts'
import type { Mover } from '../waits/wait.ts'
import type { InnerCalls, OuterAttempt } from './inner-calls.ts'
import type { GuardsOfTools } from './tool-guards.ts'

/** What a queued attempt tells of itself. */
export interface AttemptOwner {
  readonly together: {
    readonly settings: { readonly timeoutMs: number; readonly graceMs: number }
    readonly attemptClock: SharedTimers
    readonly mover: Pick<Mover<CallRecord>, 'hold'>
    readonly limiter: Limiter
    readonly limits: Limits
    readonly shared: SharedResults
    readonly guards: Pick<GuardsOfTools, 'of'>
  }
  /** It has its permits. */
  begin(queued: QueuedAttempt): void
  ended(queued: QueuedAttempt, end: AttemptEnd): void
  /** It is not to wait in line any more. */
  refuse(why: CallFailure): void
  /** Its body has begun to work, or has stopped to. */
  works(by: 1 | -1): void
}

/** One attempt of a call, from its place in the line for a slot to its end. */
export class QueuedAttempt implements OuterAttempt, AttemptJob {
  readonly call: CallRecord
  readonly owner: AttemptOwner
  /** Undefined while it waits in line. */
  attempt: Attempt<QueuedAttempt> | undefined
  number = 0
  startedMs = 0
  pass: BreakerPass | undefined
  /** The calls that run inside it, once there are any. */
  inner: InnerCalls | undefined
  #over = false

  // The limiter's.
  readonly lane: Lane
  queue: ShareQueue | undefined
  previous: Waiter | undefined
  next: Waiter | undefined
  order = 0
  servedAt = 0
  waitsInside = false
  lost: Set<Gate> | undefined
  borrowed: Map<Gate, Waiter> | undefined
  lent: Map<Gate, Waiter> | undefined

  constructor(call: CallRecord, owner: AttemptOwner) {
    this.call = call
    this.owner = owner
    this.lane = owner.together.limits.laneOf(this.tool)
  }

  begin(): void {
    this.attempt = new Attempt<QueuedAttempt>(this, this.owner.together.attemptClock, onEnd)
    this.owner.begin(this)
  }

  /** It has its permits, and has not ended. */
  get isUnderWay(): boolean {
    return this.attempt !== undefined && !this.#over
  }

  /** Its body runs. */
  get isAtWork(): boolean {
    return this.isUnderWay && this.number > 0
  }

  /** All that it does is wait for calls inside it: its time-out stands. */
  stand(isStanding: boolean): void {
    if (!this.isAtWork) return
    if (isStanding) this.attempt?.pause()
    else this.attempt?.resume()
    this.owner.works(isStanding ? -1 : 1)
  }

  waitInside(isWaiting: boolean): void {
    if (this.isAtWork) this.attempt?.allowSilence(isWaiting)
  }

  waitsFor(inner: CallRecord): boolean {
    return this.isUnderWay && this.inner?.calls.has(inner) === true
  }

  /** It has ended: nothing is kept back for it any more. */
  end(): void {
    if (this.isAtWork && this.inner?.isStanding !== true) this.owner.works(-1)
    this.#over = true
    this.inner?.release()
  }

  get share(): Share {
    return this.call.turn.share
  }

  get pathMs(): number {
    const { pathMs } = this.call
    if (pathMs > 0 || this.share.ranking === undefined) return pathMs
    // It stands beside the steps of a plan, in a turn in which nobody waits.
    return this.owner.together.guards.of(this.tool).runTimes.value
  }

  get limiter(): Limiter {
    return this.owner.together.limiter
  }

  get stopCause(): StopCause | undefined {
    return this.attempt?.stopCause
  }

  get signal(): AbortSignal {
    return this.attempt?.signal ?? AbortSignal.abort()
  }

  get ready(): Ready {
    // Nothing is in line that is not checked.
    return this.call.known as Ready
  }

  get tool(): AnyTool {
    return this.ready.tool
  }

  get input(): unknown {
    return this.ready.input
  }

  get callId(): string {
    return this.call.id
  }

  get turnId(): string {
    return this.call.turn.id
  }

  get context(): unknown {
    return this.call.turn.callContext.context
  }

  /** What a body of the caller's own returns is the caller's. */
  get readsResponses(): boolean {
    return this.call.body === undefined
  }

  get idempotencyKey(): string {
    return this.call.idempotencyKey
  }

  get fencingToken(): number | undefined {
    return this.call.lease?.token
  }

  get timeoutMs(): number {
    return this.tool.timeoutMs ?? this.owner.together.settings.timeoutMs
  }

  get idleTimeoutMs(): number {
    return this.tool.idleTimeoutMs ?? Infinity
  }

  /** Only a call that declares writes has somebody to protect from its late effects. */
  get graceMs(): number {
    return this.ready.effects.writes.length > 0 ? this.owner.together.settings.graceMs : 0
  }

  get lineGraceMs(): number {
    return this.owner.together.settings.graceMs
  }

  hold(stop: () => void): void {
    this.owner.together.mover.hold(stop)
  }

  progress(progress: unknown): void {
    this.call.turn.events.progress(this.call, progress)
  }

  onLateEnd(): void {
    this.owner.together.shared.noteWrites(this.call)
  }

  onBlocked(ms: number): void {
    this.call.turn.events.blocked(this.tool.name, ms)
  }
}

function onEnd(queued: QueuedAttempt, end: AttemptEnd): void {
  const { turn } = queued.call
  if (queued.number > 0) turn.events.observer?.attemptEnded(queued, end, turn.nowMs())
  queued.owner.ended(queued, end)
}
