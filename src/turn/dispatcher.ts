import { Attempt, type AttemptEnd, type StopCause } from '../attempt/attempt.ts'
import { classify, type Failure } from '../attempt/failure.ts'
import { repeatable } from '../call/effects.ts'
import type { AnyTool } from '../call/tool.ts'
import { Lane } from '../limit/lane.ts'
import { Limiter } from '../limit/limiter.ts'
import { Semaphore } from '../limit/semaphore.ts'
import type { Loan } from '../limit/share.ts'
import { inline } from '../place/inline.ts'
import { backoffMs } from '../util/backoff.ts'
import { stopped, threw, type Answer } from './answers.ts'
import type { Entry } from './entry.ts'
import { nesting } from './nesting.ts'
import type { EngineSettings } from './options.ts'
import { Trial } from './trial.ts'

const timedOut: Failure = { transient: true, nothingDone: false, retryAfterMs: undefined }

/** How a dispatched call ends. */
export type Settle = (entry: Entry, answer: Answer | 'ok', value?: unknown) => void

/**
 * Runs calls that nothing but the limits keeps back: a slot, an attempt, perhaps another, an end. Invariants:
 *
 * 1. A trial holds its slot from its start to its end; a call between two trials holds none.
 * 2. Every start is paired with one `finish` of the limiter.
 * 3. A call is settled when its last trial has ended and no other is to come.
 */
export class Dispatcher {
  readonly #settings: EngineSettings
  readonly #settle: Settle
  readonly #flush: () => void
  readonly #limiter: Limiter<Trial>
  readonly #openLane = new Lane([])
  #queued: Trial[] = []

  constructor(settings: EngineSettings, settle: Settle, flush: () => void) {
    this.#settings = settings
    this.#settle = settle
    this.#flush = flush
    this.#limiter = new Limiter(new Semaphore('concurrency', settings.concurrency), (trial) =>
      this.#start(trial),
    )
  }

  /** Puts a call in line for its next attempt; it starts in the next {@link pump} at the earliest. */
  queue(entry: Entry): void {
    entry.stage = 'queued'
    const trial = new Trial(entry, this.#openLane)
    entry.trial = trial
    this.#limiter.enqueue(trial)
    this.#queued.push(trial)
  }

  /** Starts whoever may start, and notes what the others wait for. */
  pump(): void {
    this.#limiter.pump()
    const queued = this.#queued
    this.#queued = []
    for (const trial of queued)
      if (trial.queue !== undefined)
        trial.entry.turn.events.waiting(trial.entry, 'limit', this.#limiter.closedGate(trial)?.name)
  }

  /** Tells a running call to stop; returns whether there was something to stop. */
  stop(entry: Entry, cause: StopCause): boolean {
    const attempt = entry.trial?.attempt
    attempt?.stop(cause)
    return attempt !== undefined
  }

  /** Takes back whatever a settled call still has in line or on the clock. */
  drop(entry: Entry): void {
    if (entry.timer !== undefined) this.#settings.clock.clearTimer(entry.timer)
    entry.timer = undefined
    if (entry.trial?.queue !== undefined) this.#limiter.remove(entry.trial)
    entry.trial = undefined
  }

  /** Lends a running call's slot to a turn inside it, which would otherwise wait for it for ever. */
  lend(parent: Entry): Loan | undefined {
    const { trial } = parent
    if (trial?.attempt === undefined) return undefined
    trial.lent ??= { lender: trial, free: true, revoked: false }
    return trial.lent
  }

  #start(trial: Trial): void {
    const { entry } = trial
    const { turn, tool, input, id } = entry
    const { clock, timeoutMs, graceMs } = this.#settings
    const nowMs = turn.nowMs()
    entry.endWait(nowMs)
    entry.stage = 'running'
    entry.attempts += 1
    entry.startedMs ??= nowMs
    trial.startedMs = nowMs
    const job = {
      tool: tool as AnyTool,
      input,
      callId: id,
      turnId: turn.id,
      attempt: entry.attempts,
      idempotencyKey: `${turn.id}:${id}`,
      timeoutMs: tool?.timeoutMs ?? timeoutMs,
      // Only a call that declares writes has somebody to protect from its late effects.
      graceMs: entry.effects !== undefined && entry.effects.writes.length > 0 ? graceMs : 0,
      progress: (progress: unknown) => turn.events.progress(entry, progress),
    }
    trial.attempt = new Attempt(job, clock, (end) => this.#ended(trial, end))
    turn.events.started(entry)
    nesting.run(entry, startInline, trial.attempt)
  }

  #ended(trial: Trial, end: AttemptEnd): void {
    const { entry } = trial
    const { name } = entry.call
    const runMs = entry.turn.nowMs() - trial.startedMs
    entry.runMs += runMs
    entry.trial = undefined
    if (end.kind === 'returned') {
      this.#limiter.finish(trial, 'success', runMs)
      this.#settle(entry, 'ok', end.value)
    } else if (end.kind === 'threw') {
      const failure = classify(end.error, this.#settings.clock.epochMs())
      this.#limiter.finish(trial, failure.transient ? 'dropped' : 'ignored', runMs)
      this.#retryOrSettle(entry, failure, threw(name, end.error))
    } else {
      const timeout = end.cause.kind === 'timeout'
      this.#limiter.finish(trial, timeout ? 'dropped' : 'ignored', runMs)
      const answer = stopped(entry, end.cause)
      if (timeout) this.#retryOrSettle(entry, timedOut, answer)
      else this.#settle(entry, answer)
    }
    this.#flush()
  }

  #retryOrSettle(entry: Entry, failure: Failure, answer: Answer): void {
    const { clock, retries } = this.#settings
    const tool = entry.tool as AnyTool
    const delayMs = backoffMs(entry.attempts, clock.random(), failure.retryAfterMs)
    const worthIt =
      failure.transient &&
      !entry.stopped &&
      entry.attempts <= (tool.retries ?? retries) &&
      repeatable(tool, failure.nothingDone) &&
      delayMs < entry.turn.remainingMs()
    if (!worthIt) {
      this.#settle(entry, answer)
      return
    }
    entry.stage = 'backing-off'
    entry.turn.events.retrying(entry, delayMs, answer.error)
    entry.timer = clock.setTimer(
      () => {
        entry.timer = undefined
        this.queue(entry)
        this.#flush()
      },
      delayMs,
      undefined,
    )
  }
}

function startInline(attempt: Attempt): void {
  attempt.start(inline.run)
}
