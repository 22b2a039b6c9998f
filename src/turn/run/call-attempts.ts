import type { AttemptEnd } from '../../attempt/attempt-end.ts'
import { breakerOpen, notRetried, type CallFailure } from '../../call/errors/call-failure.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import type { Ready } from '../../call/known.ts'
import type { AttemptsOfCall, CallRecord } from '../call-record.ts'
import { arrayWith } from '../../util/without-literal.ts'
import { startFailure } from '../shared/call-starts.ts'
import { Ok } from '../waits/wait.ts'
import { Hedging } from './hedging.ts'
import { startInside, stopCauseAround, workInside } from './nesting.ts'
import { failureOf, noteDoubt, outcomeOf, outrun, passOutcome, permitOutcome } from './outcome.ts'
import { QueuedAttempt, type AttemptOwner } from './queued-attempt.ts'
import { runnerOf } from './runner.ts'
import type { Together } from './together.ts'
import type { ToolGuards } from './tool-guards.ts'

const nobody: readonly QueuedAttempt[] = Object.freeze([])

/**
 * The attempts of one call, from its first place in line for a slot. Invariants:
 *
 * 1. An attempt holds its permits from its start to its end; a call between two attempts holds none.
 * 2. The call ends by the first attempt that returns, or when its last attempt has ended and no other is to come.
 */
export class CallAttempts implements AttemptOwner, AttemptsOfCall {
  started = 0
  startedMs: number | undefined
  runMs = 0
  rounds = 0
  readonly #call: CallRecord
  readonly #ready: Ready
  readonly together: Together
  readonly #guards: ToolGuards
  readonly #hedging: Hedging | undefined
  /** Those in line or under way; more than one only while the call is hedged. */
  queued: readonly QueuedAttempt[] = nobody
  /** Those that have ended while their body goes on. */
  #abandoned: readonly QueuedAttempt[] = nobody
  #working = 0
  /** Since when at least one attempt has been under way, in milliseconds since the turn began. */
  #stretchMs = 0
  #lastFailure: CallFailure | undefined

  constructor(together: Together, call: CallRecord, ready: Ready) {
    this.together = together
    this.#call = call
    this.#ready = ready
    this.#guards = together.guards.of(ready.tool)
    const { hedge } = this.#guards
    if (hedge !== undefined)
      this.#hedging = new Hedging(together.settings.clock, hedge, this.#hedge.bind(this))
  }

  get isBusy(): boolean {
    return this.queued.length > 0
  }

  get isUnderWay(): boolean {
    return this.queued.some(({ isUnderWay }) => isUnderWay)
  }

  *inside(): Generator<CallRecord> {
    for (const { inner } of this.queued) if (inner !== undefined) yield* inner.calls
  }

  *waitingHolders(): Generator<readonly CallRecord[]> {
    for (const queued of this.queued)
      if (!queued.isUnderWay)
        for (const lenders of this.together.limiter.waitingHolders(queued))
          yield lenders.flatMap((lender) => (lender instanceof QueuedAttempt ? [lender.call] : []))
  }

  get abandoned(): number {
    return this.#abandoned.filter(({ attempt }) => attempt?.isAbandoned === true).length
  }

  /** Puts the call in line for its next attempt; it begins in the next pump at the earliest. */
  enqueue(): void {
    this.rounds += 1
    this.#enqueue(this.rounds > 1)
  }

  /** Tells the attempts under way to stop; returns whether there are any. */
  stop(cause: StopCause): boolean {
    const underWay = this.queued.filter(({ isUnderWay }) => isUnderWay)
    for (const { attempt, inner } of underWay) {
      attempt?.stop(cause)
      // What stops needs no slot for that.
      inner?.release()
    }
    return underWay.length > 0
  }

  /** Takes back what the call still has in line or under way: it has its outcome. */
  drop(): void {
    this.#hedging?.stop()
    if (this.queued.length === 0) return
    // Those in line go first: the end of one that runs makes room, in which none of them may start.
    for (const queued of this.queued) if (!queued.isUnderWay) this.together.limiter.remove(queued)
    const underWay = this.queued.filter(({ isUnderWay }) => isUnderWay)
    this.queued = underWay
    for (const { attempt } of underWay) attempt?.stop(outrun)
  }

  leaveLine(): void {
    this.drop()
    this.rounds -= 1
  }

  begin(queued: QueuedAttempt): void {
    const stopCause = stopCauseAround(this.#call)
    if (stopCause !== undefined) {
      // It is under way, so that it ends by that, and gives back what it has.
      this.together.mover.stop(this.#call, stopCause)
      return
    }
    if (this.queued.length === 1) this.together.shared.begin(this.#call)
    const { breakers } = this.#guards
    queued.pass = breakers?.enter()
    if (breakers !== undefined && queued.pass === undefined) {
      this.#refuse(queued, breakerOpen(this.#ready.tool.name, breakers.waitMs()))
      return
    }
    const kept = this.together.records?.started(this.#call)
    if (kept === undefined) this.#start(queued)
    else this.#startOnceKept(queued, kept)
  }

  ended(queued: QueuedAttempt, end: AttemptEnd): void {
    const { settings, limiter, mover } = this.together
    const call = this.#call
    const nowMs = call.turn.nowMs()
    const failure = failureOf(end, settings.clock)
    this.#leave(queued)
    if (end.kind === 'stopped' && end.notRun) {
      queued.number = 0
      this.started -= 1
      if (this.started === 0) this.startedMs = undefined
    }
    if (queued.number > 0) noteDoubt(call, end, failure)
    const ranMs = queued.number > 0 ? nowMs - queued.startedMs : 0
    limiter.finish(queued, permitOutcome(end, failure, queued.inner !== undefined), ranMs)
    queued.pass?.end(passOutcome(end, failure))
    // Before there is room for anybody.
    if (failure.retryAfterMs !== undefined && failure.transient)
      this.together.pause(this.#ready.tool, failure.retryAfterMs, this)
    if (call.outcome === undefined) {
      const decides = end.kind === 'returned' || call.stopCause !== undefined || !this.isUnderWay
      // Attempts that run beside each other are one stretch of time, which the one that decides closes.
      if (decides && queued.number > 0) this.runMs += nowMs - this.#stretchMs
      if (end.kind === 'returned') {
        this.#guards.runTimes.add(ranMs)
        this.#hedging?.onResult()
        mover.settle(call, new Ok(end.value), nowMs)
      } else if (decides) {
        this.#lastFailure = outcomeOf(call, end, failure)
        mover.failed(call, this.#lastFailure, failure)
      }
    }
    if (failure.transient && this.#guards.breakers?.isOpen) this.together.refuseInLine(this)
    mover.flush()
  }

  refuse(why: CallFailure): void {
    if (!this.isUnderWay && this.#call.outcome === undefined) this.giveUp(why)
  }

  works(by: 1 | -1): void {
    this.#working += by
    if (this.#working === (by === 1 ? 1 : 0)) workInside(this.#call, by)
  }

  /** Puts one more in line, beside one that takes long. */
  #hedge(): void {
    this.#enqueue(true)
    this.together.mover.flush()
  }

  #enqueue(comesBack: boolean): void {
    const queued = new QueuedAttempt(this.#call, this)
    this.queued = this.queued.length === 0 ? arrayWith(queued) : [...this.queued, queued]
    this.together.enqueue(queued, comesBack)
  }

  /** The slot is held meanwhile: what is kept as started starts. */
  #startOnceKept(queued: QueuedAttempt, kept: Promise<void>): void {
    const { turn, call } = this.#call
    turn.events.waiting(this.#call, 'journal')
    const go = (failure?: CallFailure): void => {
      if (!queued.isUnderWay) return
      if (failure === undefined) this.#start(queued)
      else this.#refuse(queued, failure)
      this.together.mover.flush()
    }
    const failed = (fault: unknown): void => go(startFailure(call.name, fault))
    kept.then(() => go(), failed)
  }

  /** Ends an attempt that had its permits and is not to run after all. */
  #refuse(queued: QueuedAttempt, why: CallFailure): void {
    this.#leave(queued)
    this.together.limiter.finish(queued, 'ignored', 0)
    queued.pass?.end('unknown')
    if (this.queued.length === 0 && this.#call.outcome === undefined) this.giveUp(why)
  }

  giveUp(why: CallFailure): void {
    const last = this.#lastFailure
    this.together.mover.settle(this.#call, last === undefined ? why : notRetried(last, why))
  }

  #start(queued: QueuedAttempt): void {
    const call = this.#call
    call.lease?.lookAgain()
    if (!queued.isUnderWay) return
    const { turn } = call
    const { executors, settings, retryBudget } = this.together
    const clockMs = settings.clock.now()
    const nowMs = clockMs - turn.beganMs
    call.endWait(nowMs)
    queued.number = this.started += 1
    queued.startedMs = nowMs
    if (this.startedMs === undefined) {
      this.startedMs = nowMs
      retryBudget?.onCall(clockMs)
      this.#hedging?.onCall()
    }
    const isAlone = this.queued.every((other) => other === queued || !other.isUnderWay)
    if (isAlone) this.#stretchMs = nowMs
    this.#hedging?.onAttempt(isAlone)
    turn.calls.inFlight(1)
    this.works(1)
    turn.events.started(call, nowMs)
    const runner = runnerOf(queued, executors.of(this.#ready.tool), settings.aroundAttempt)
    startInside(queued, runner, clockMs)
  }

  #leave(queued: QueuedAttempt): void {
    if (queued.number > 0 && queued.inner?.isInFlight !== false) this.#call.turn.calls.inFlight(-1)
    queued.end()
    this.queued =
      this.queued.length === 1 ? nobody : this.queued.filter((other) => other !== queued)
    if (queued.attempt?.isAbandoned) this.#abandoned = [...this.#abandoned, queued]
  }
}
