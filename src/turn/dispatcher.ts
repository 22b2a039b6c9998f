import { Attempt, type AttemptEnd } from '../attempt/attempt.ts'
import type { StopCause } from '../call/stop-cause.ts'
import type { Failure } from '../attempt/failure.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Toolset } from '../call/toolset.ts'
import { makeSlots } from '../limit/concurrency.ts'
import { Limiter } from '../limit/limiter.ts'
import { makeLimits, type Limits } from '../limit/limits.ts'
import type { Loan, Share } from '../limit/share.ts'
import type { Clock } from '../util/clock.ts'
import { sharedTimers } from '../util/shared-timers.ts'
import { breakerOpen, notJournaled, type Answer } from './answers.ts'
import { answerOf, failureOf } from './attempt-outcome.ts'
import type { Entry } from './entry.ts'
import { Hedging } from './hedging.ts'
import type { Journaling } from './journaling.ts'
import type { EngineSettings } from './options.ts'
import { Places } from './places.ts'
import { Retries } from './retries.ts'
import { learn, makeGuards, noGuards, type ToolGuards } from './tool-guards.ts'
import { Trial } from './trial.ts'

const outrun: StopCause = { kind: 'cancelled', message: 'Another attempt answered first.' }

export type Settle = (entry: Entry, answer: Answer | 'ok', value?: unknown, nowMs?: number) => void

/**
 * Runs calls that nothing but the limits keeps back: a slot, an attempt, perhaps another, an end. Invariants:
 *
 * 1. A trial holds its slot from its start to its end; a call between two trials holds none.
 * 2. Every start is paired with one `finish` of the limiter.
 * 3. A call is settled by the first trial that returns, or when its last trial has ended and no other is to come.
 */
export class Dispatcher {
  readonly #settings: EngineSettings
  readonly #settle: Settle
  readonly #flush: () => void
  readonly #journaling: Journaling | undefined
  readonly #limits: Limits
  readonly #limiter: Limiter<Trial>
  readonly #places: Places
  readonly #retries: Retries
  readonly #hedging: Hedging
  readonly #guardsOf: (tool: AnyTool) => ToolGuards
  readonly #attemptClock: Clock
  readonly #onEnd: (trial: Trial, end: AttemptEnd) => void
  readonly #queued: Trial[] = []

  constructor(
    settings: EngineSettings,
    tools: Toolset,
    settle: Settle,
    flush: () => void,
    journaling: Journaling | undefined,
  ) {
    const { clock } = settings
    this.#journaling = journaling
    this.#settings = settings
    this.#settle = settle
    this.#flush = flush
    this.#places = new Places(settings, tools)
    this.#limits = makeLimits(settings.limits, tools, clock, this.#places.threadGate)
    const slots = makeSlots(settings.concurrency)
    this.#limiter = new Limiter(slots, (trial) => this.#start(trial), clock, flush)
    this.#retries = new Retries(settings)
    this.#hedging = new Hedging(clock, (entry) => {
      this.#enqueue(entry)
      flush()
    })
    this.#guardsOf = makeGuards(tools, settings.limits)
    this.#attemptClock = sharedTimers(clock)
    this.#onEnd = (trial, end) => this.#ended(trial, end)
  }

  /** Puts a call in line for its next attempt; it starts in the next {@link pump} at the earliest. */
  queue(entry: Entry): void {
    entry.stage = 'queued'
    entry.rounds += 1
    if (entry.hedge !== undefined) entry.hedge.asks = 0
    this.#enqueue(entry)
  }

  /** Lets a call in line run on what the call around `host` lends, because that turn waits for it. */
  invite({ trials }: Entry, host: Share): void {
    for (const trial of trials) if (trial.attempt === undefined) this.#limiter.invite(trial, host)
  }

  /** Starts whoever may start, and notes what the others wait for. */
  pump(): void {
    this.#limiter.pump()
    if (this.#queued.length === 0) return
    for (const trial of this.#queued)
      if (trial.queue !== undefined && trial.entry.stage === 'queued')
        trial.entry.turn.events.waiting(trial.entry, 'limit', this.#limiter.closedGate(trial)?.name)
    this.#queued.length = 0
  }

  /** Tells a running call to stop; returns whether there was something to stop. */
  stop({ trials }: Entry, cause: StopCause): boolean {
    const running = trials.filter(({ attempt }) => attempt !== undefined)
    for (const { attempt } of running) attempt?.stop(cause)
    return running.length > 0
  }

  /** Takes back whatever a settled call still has in line, under way, or on the clock. */
  drop(entry: Entry): void {
    this.#clearTimer(entry)
    if (entry.trials.length === 0) return
    // Those in line go first: the end of one that runs makes room, in which none of them may start.
    for (const trial of entry.trials) if (trial.attempt === undefined) this.#limiter.remove(trial)
    entry.trials = entry.trials.filter(({ attempt }) => attempt !== undefined)
    for (const { attempt } of entry.trials) attempt?.stop(outrun)
  }

  /** Lends a running attempt's slot to a turn inside it, which would otherwise wait for it for ever. */
  lend(outer: Trial): Loan | undefined {
    if (outer.attempt === undefined) return undefined
    outer.lent ??= { lender: outer, free: true, revoked: false }
    return outer.lent
  }

  close(): Promise<void> {
    return this.#places.close()
  }

  #enqueue(entry: Entry): void {
    const trial = new Trial(entry, this.#limits.laneOf(entry.tool as AnyTool))
    entry.addTrial(trial)
    this.#limiter.enqueue(trial)
    this.#queued.push(trial)
  }

  #start(trial: Trial): void {
    const { entry } = trial
    const tool = entry.tool as AnyTool
    const { clock } = this.#settings
    const { breaker } = this.#guardsOf(tool)
    if (breaker?.allow(clock.now()) === false) {
      this.#refuse(trial, breakerOpen(tool.name, (breaker.retryAtMs ?? 0) - clock.now()))
      return
    }
    entry.stage = 'running'
    trial.attempt = new Attempt(trial, this.#attemptClock, this.#onEnd)
    const kept = this.#journaling?.started(entry)
    if (kept === undefined) this.#begin(trial, trial.attempt)
    else this.#beginOnceKept(trial, trial.attempt, kept)
  }

  /** The slot is held meanwhile: what is kept as started starts. */
  #beginOnceKept(trial: Trial, attempt: Attempt<Trial>, kept: Promise<void>): void {
    const { entry } = trial
    entry.turn.events.waiting(entry, 'journal')
    const go = (fault?: unknown): void => {
      if (!trial.isUnderWay) return
      if (fault === undefined) this.#begin(trial, attempt)
      else this.#refuse(trial, notJournaled(entry.call.name, fault))
      this.#flush()
    }
    kept.then(() => go(), go)
  }

  /** Ends a trial that had its slot and is not to run after all. */
  #refuse(trial: Trial, answer: Answer): void {
    const { entry } = trial
    this.#limiter.finish(trial, 'ignored', 0)
    entry.removeTrial(trial)
    if (entry.trials.length === 0) this.#settle(entry, answer)
  }

  #begin(trial: Trial, attempt: Attempt<Trial>): void {
    const { entry } = trial
    const { turn } = entry
    const tool = entry.tool as AnyTool
    const { hedge } = this.#guardsOf(tool)
    // Of a lease that ran out while the process stood still, its listener hears only now: the call is stopped.
    if (entry.lease?.held?.lost.aborted && !trial.isUnderWay) return
    const nowMs = turn.nowMs()
    entry.endWait(nowMs)
    entry.attempts += 1
    trial.startedMs = nowMs
    if (entry.startedMs === undefined) {
      entry.startedMs = nowMs
      turn.ledger.opened()
      this.#retries.onCall()
      hedge?.onCall()
    }
    if (!isUnderWay(entry, trial)) entry.stretchMs = nowMs
    this.#hedging.arm(entry, hedge)
    trial.number = entry.attempts
    turn.events.started(entry)
    const place = this.#places.of(tool)
    if (place === undefined) turn.scope.start(trial)
    else attempt.start(place)
  }

  #ended(trial: Trial, end: AttemptEnd): void {
    const { entry } = trial
    const tool = entry.tool as AnyTool
    const { clock } = this.#settings
    const nowMs = entry.turn.nowMs()
    const began = trial.number > 0
    const runMs = began ? nowMs - trial.startedMs : 0
    entry.removeTrial(trial)
    const failure = failureOf(end, clock)
    const outcome = end.kind === 'returned' ? 'success' : failure.transient ? 'dropped' : 'ignored'
    this.#limiter.finish(trial, outcome, runMs)
    const guards = this.#guardsOf(tool)
    if (guards !== noGuards) learn(guards, trial, end, failure, clock.now())
    if (!entry.decided) {
      const decides = end.kind === 'returned' || entry.stopped || !isUnderWay(entry)
      // Attempts that run beside each other are one stretch of time, which the one that decides closes.
      if (decides && began) entry.runMs += nowMs - entry.stretchMs
      if (end.kind === 'returned') this.#settle(entry, 'ok', end.value, nowMs)
      else if (decides) this.#retryOrSettle(entry, failure, answerOf(entry, end, failure))
    }
    if (failure.retryAfterMs !== undefined)
      this.#limits.pauseAllOf(tool, clock.now() + failure.retryAfterMs)
    if (entry.stage === 'settled' || !entry.decided) this.#flush()
  }

  #retryOrSettle(entry: Entry, failure: Failure, answer: Answer): void {
    const { clock } = this.#settings
    const delayMs = this.#retries.delayMs(entry, failure)
    if (delayMs === undefined) {
      this.#settle(entry, answer)
      return
    }
    this.drop(entry)
    entry.stage = 'backing-off'
    entry.timer = clock.setTimer(
      () => {
        entry.timer = undefined
        this.queue(entry)
        this.#flush()
      },
      delayMs,
      undefined,
    )
    entry.turn.events.retrying(entry, delayMs, answer.error)
  }

  #clearTimer(entry: Entry): void {
    if (entry.timer !== undefined) this.#settings.clock.clearTimer(entry.timer)
    entry.timer = undefined
  }
}

function isUnderWay({ trials }: Entry, except?: Trial): boolean {
  return trials.some((trial) => trial !== except && trial.attempt !== undefined)
}
