import { Attempt, type AttemptEnd, type StopCause } from '../attempt/attempt.ts'
import { classify, type Failure } from '../attempt/failure.ts'
import type { AnyTool } from '../call/tool.ts'
import type { Toolset } from '../call/toolset.ts'
import { makeSlots } from '../limit/concurrency.ts'
import { Limiter } from '../limit/limiter.ts'
import { makeLimits, type Limits } from '../limit/limits.ts'
import { Semaphore } from '../limit/semaphore.ts'
import type { Loan, Share } from '../limit/share.ts'
import { createThreadPlace, type ThreadPlace } from '../place/thread/handle.ts'
import type { Clock } from '../util/clock.ts'
import { sharedTimers } from '../util/shared-timers.ts'
import { breakerOpen, stopped, threw, type Answer } from './answers.ts'
import type { Entry } from './entry.ts'
import { Hedging } from './hedging.ts'
import type { EngineSettings } from './options.ts'
import { Retries } from './retries.ts'
import { learn, makeGuards, noGuards, type ToolGuards } from './tool-guards.ts'
import { Trial } from './trial.ts'

const timedOut: Failure = { transient: true, nothingDone: false, retryAfterMs: undefined }
const noFailure: Failure = { ...timedOut, transient: false }
const outrun: StopCause = { kind: 'cancelled', message: 'Another attempt answered first.' }

/** How a dispatched call ends. */
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
  readonly #limits: Limits
  readonly #limiter: Limiter<Trial>
  readonly #threads: ThreadPlace | undefined
  readonly #retries: Retries
  readonly #hedging: Hedging
  readonly #guardsOf: (tool: AnyTool) => ToolGuards
  readonly #attemptClock: Clock
  readonly #onEnd: (trial: Trial, end: AttemptEnd) => void
  readonly #queued: Trial[] = []

  constructor(settings: EngineSettings, tools: Toolset, settle: Settle, flush: () => void) {
    const { clock } = settings
    this.#settings = settings
    this.#settle = settle
    this.#flush = flush
    const threaded = [...tools].some(({ runsIn }) => runsIn === 'thread')
    const { graceMs, threads } = settings
    if (threaded) this.#threads = createThreadPlace({ graceMs, ...threads, clock })
    const threadGate = this.#threads && new Semaphore('threads', this.#threads.maxThreads)
    this.#limits = makeLimits(settings.limits, tools, clock, threadGate)
    const slots = makeSlots(settings.concurrency)
    this.#limiter = new Limiter(slots, (trial) => this.#start(trial), clock, flush)
    this.#retries = new Retries(settings)
    this.#hedging = new Hedging(clock, (entry) => {
      this.#enqueue(entry)
      flush()
    })
    this.#guardsOf = makeGuards(tools)
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

  /** Ends the threads, if there are any. */
  async close(): Promise<void> {
    await this.#threads?.close()
  }

  #enqueue(entry: Entry): void {
    const trial = new Trial(entry, this.#limits.laneOf(entry.tool as AnyTool))
    entry.addTrial(trial)
    this.#limiter.enqueue(trial)
    this.#queued.push(trial)
  }

  #start(trial: Trial): void {
    const { entry } = trial
    const { turn } = entry
    const tool = entry.tool as AnyTool
    const { clock } = this.#settings
    const { hedge, breaker } = this.#guardsOf(tool)
    if (breaker?.allow(clock.now()) === false) {
      this.#limiter.finish(trial, 'ignored', 0)
      entry.removeTrial(trial)
      if (entry.trials.length > 0) return
      const waitMs = Math.max(0, (breaker.retryAtMs ?? 0) - clock.now())
      this.#settle(entry, breakerOpen(tool.name, waitMs))
      return
    }
    const nowMs = turn.nowMs()
    entry.endWait(nowMs)
    entry.stage = 'running'
    entry.attempts += 1
    trial.startedMs = nowMs
    if (entry.startedMs === undefined) {
      entry.startedMs = nowMs
      turn.opened()
      this.#retries.onCall()
      hedge?.onCall()
    }
    if (!isUnderWay(entry)) entry.stretchMs = nowMs
    this.#hedging.arm(entry, hedge)
    trial.number = entry.attempts
    trial.attempt = new Attempt(trial, this.#attemptClock, this.#onEnd)
    turn.events.started(entry)
    if (tool.runsIn === 'thread' && this.#threads !== undefined) trial.attempt.start(this.#threads)
    else turn.scope.start(trial)
  }

  #ended(trial: Trial, end: AttemptEnd): void {
    const { entry } = trial
    const tool = entry.tool as AnyTool
    const { clock } = this.#settings
    const nowMs = entry.turn.nowMs()
    const runMs = nowMs - trial.startedMs
    entry.removeTrial(trial)
    const failure = end.kind === 'returned' ? noFailure : failureOf(end, clock.epochMs())
    const outcome = end.kind === 'returned' ? 'success' : failure.transient ? 'dropped' : 'ignored'
    this.#limiter.finish(trial, outcome, runMs)
    const guards = this.#guardsOf(tool)
    if (guards !== noGuards) learn(guards, trial, end, failure, clock.now())
    if (!entry.decided) {
      const decides = end.kind === 'returned' || entry.stopped || !isUnderWay(entry)
      // Attempts that run beside each other are one stretch of time, which the one that decides closes.
      if (decides) entry.runMs += nowMs - entry.stretchMs
      if (end.kind === 'returned') this.#settle(entry, 'ok', end.value, nowMs)
      else if (decides) this.#retryOrSettle(entry, failure, answerOf(entry, end))
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

function failureOf(end: AttemptEnd, epochMs: number): Failure {
  if (end.kind === 'threw') return classify(end.error, epochMs)
  if (end.kind === 'stopped' && end.cause.kind === 'timeout') return timedOut
  return noFailure
}

function answerOf(entry: Entry, end: Exclude<AttemptEnd, { kind: 'returned' }>): Answer {
  return end.kind === 'threw' ? threw(entry.call.name, end.error) : stopped(entry, end.cause)
}

function isUnderWay({ trials }: Entry): boolean {
  return trials.some(({ attempt }) => attempt !== undefined)
}
