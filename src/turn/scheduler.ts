import { AsyncLocalStorage } from 'node:async_hooks'
import { Attempt, type AttemptEnd, type StopCause } from '../attempt/attempt.ts'
import { backoffMs } from '../util/backoff.ts'
import { classify, type Failure } from '../attempt/failure.ts'
import { toContent } from '../call/content.ts'
import { repeatable } from '../call/effects.ts'
import type { AnyTool } from '../call/tool.ts'
import { Lane } from '../limit/lane.ts'
import { Limiter } from '../limit/limiter.ts'
import type { Loan } from '../limit/share.ts'
import { Semaphore } from '../limit/semaphore.ts'
import { inline } from '../place/inline.ts'
import { KeyTable, type Claim } from '../plan/key-table.ts'
import { neverStarted, stopped, threw, type Answer } from './answers.ts'
import type { Entry } from './entry.ts'
import type { EngineSettings } from './options.ts'

/** The call inside which code runs, so that a turn that a tool starts knows its parent. */
export const nesting: AsyncLocalStorage<Entry> = new AsyncLocalStorage()

const timedOut: Failure = { transient: true, nothingDone: false, retryAfterMs: undefined }

/**
 * Moves the calls of all turns of an engine from stage to stage. Invariants:
 *
 * 1. A call settles exactly once, and then holds no claim, permit, timer or place in a line.
 * 2. A call starts only when its message is complete (or it is early), every conflicting call before it in its turn
 *    has settled, it holds all its keys in the engine, and the limiter gave it a slot, in this order.
 * 3. A call that waits holds no slot; between its attempts it keeps its keys, so that nothing conflicting slips in.
 * 4. When {@link flush} returns, every call that could move has moved.
 * 5. Nothing here recurses over calls: who is freed by a call goes on the agenda, not on the stack.
 */
export class Scheduler {
  readonly settings: EngineSettings
  /** The lane of calls that only the engine's own limit concerns. */
  readonly openLane: Lane = new Lane([])
  readonly #limiter: Limiter<Entry>
  readonly #keys: KeyTable<Entry>
  #agenda: Entry[] = []
  #queued: Entry[] = []
  #flushing = false

  constructor(settings: EngineSettings) {
    this.settings = settings
    this.#limiter = new Limiter(new Semaphore('concurrency', settings.concurrency), (entry) =>
      this.#start(entry),
    )
    this.#keys = new KeyTable((entry) => this.wake(entry))
  }

  /** Notes that a call may be able to move; {@link flush} moves it. */
  wake(entry: Entry): void {
    this.#agenda.push(entry)
  }

  /** Moves every call that can move. Re-entrant calls are taken up by the outermost one. */
  flush(): void {
    if (this.#flushing) return
    this.#flushing = true
    try {
      do {
        const agenda = this.#agenda
        this.#agenda = []
        for (const entry of agenda) this.#advance(entry)
        this.#limiter.pump()
        this.#noteWaits()
      } while (this.#agenda.length > 0)
    } finally {
      this.#flushing = false
    }
  }

  /** Lends a running call's slot to a turn inside it, which would otherwise wait for it for ever. */
  lend(parent: Entry): Loan | undefined {
    if (parent.stage !== 'running' || parent.turn.scheduler !== this) return undefined
    parent.lent ??= { lender: parent, free: true, revoked: false }
    return parent.lent
  }

  /** Ends calls for a cause that is not their own. None starts in the place of one that was stopped before it. */
  stopAll(entries: Iterable<Entry>, cause: StopCause): void {
    const outermost = !this.#flushing
    this.#flushing = true
    try {
      for (const entry of entries) this.#stop(entry, cause)
    } finally {
      if (outermost) this.#flushing = false
    }
    this.flush()
  }

  #stop(entry: Entry, cause: StopCause): void {
    if (entry.stage === 'settled') return
    entry.stopped = true
    if (entry.attempt !== undefined) entry.attempt.stop(cause)
    else {
      const { name } = entry.call
      this.settle(entry, entry.attempts > 0 ? stopped(name, cause) : neverStarted(name, cause))
    }
  }

  /** Gives a call its answer. Call {@link flush} afterwards. */
  settle(entry: Entry, answer: Answer | 'ok', value?: unknown): void {
    const nowMs = entry.turn.nowMs()
    entry.endWait(nowMs)
    if (entry.stage === 'queued') this.#limiter.remove(entry)
    if (entry.timer !== undefined) this.settings.clock.clearTimer(entry.timer)
    entry.timer = undefined
    entry.stage = 'settled'
    entry.result = {
      id: entry.id,
      name: entry.call.name,
      status: answer === 'ok' ? 'ok' : answer.status,
      content: answer === 'ok' ? toContent(value) : answer.error.message,
      value,
      error: answer === 'ok' ? undefined : answer.error,
      attempts: entry.attempts,
      timing: {
        receivedMs: entry.receivedMs,
        startedMs: entry.startedMs,
        settledMs: nowMs,
        runMs: entry.runMs,
        waits: entry.waits,
      },
    }
    if (entry.engineClaim !== undefined) this.#keys.release(entry.engineClaim)
    entry.turn.settled(entry)
  }

  #advance(entry: Entry): void {
    if (entry.stage !== 'received' || entry.tool === undefined) return
    const { turn } = entry
    if (!entry.early && !turn.committed) turn.events.waiting(entry, 'commit')
    else if (!entry.keyed || this.#holdsKeys(entry)) this.#queue(entry)
  }

  /** First its place in its own turn, then its keys in the engine. */
  #holdsKeys(entry: Entry): boolean {
    const { turn, turnClaim, effects } = entry
    // No claim yet: an earlier call's schema is still at work, and may turn out to conflict.
    if (turnClaim === undefined || effects === undefined) return false
    if (!turnClaim.granted) {
      turn.events.waiting(entry, 'conflict', turn.admission.blocker(turnClaim))
      return false
    }
    entry.engineClaim ??= this.#keys.claim(entry, effects)
    if (entry.engineClaim.granted) return true
    turn.events.waiting(entry, 'conflict', this.#blocker(entry.engineClaim))
    return false
  }

  #queue(entry: Entry): void {
    entry.stage = 'queued'
    this.#limiter.enqueue(entry)
    this.#queued.push(entry)
  }

  /** Of those that were put in line since the last time, who did not start at once? */
  #noteWaits(): void {
    const queued = this.#queued
    this.#queued = []
    for (const entry of queued)
      if (entry.stage === 'queued')
        entry.turn.events.waiting(entry, 'limit', this.#limiter.closedGate(entry)?.name)
  }

  #start(entry: Entry): void {
    const { turn, tool, input, id } = entry
    const { clock, timeoutMs, graceMs } = this.settings
    const nowMs = turn.nowMs()
    entry.endWait(nowMs)
    entry.stage = 'running'
    entry.attempts += 1
    entry.startedMs ??= nowMs
    entry.attemptStartMs = nowMs
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
    const attempt = new Attempt(job, clock, (end) => this.#ended(entry, end))
    entry.attempt = attempt
    turn.events.started(entry)
    nesting.run(entry, startInline, attempt)
  }

  #ended(entry: Entry, end: AttemptEnd): void {
    const runMs = entry.turn.nowMs() - entry.attemptStartMs
    entry.runMs += runMs
    entry.attempt = undefined
    const { name } = entry.call
    if (end.kind === 'returned') {
      this.#limiter.finish(entry, 'success', runMs)
      this.settle(entry, 'ok', end.value)
    } else if (end.kind === 'threw') {
      const failure = classify(end.error, this.settings.clock.epochMs())
      this.#limiter.finish(entry, failure.transient ? 'dropped' : 'ignored', runMs)
      this.#retryOrSettle(entry, failure, () => threw(name, end.error))
    } else {
      const { cause } = end
      const timeout = cause.kind === 'timeout'
      this.#limiter.finish(entry, timeout ? 'dropped' : 'ignored', runMs)
      if (timeout) this.#retryOrSettle(entry, timedOut, () => stopped(name, cause))
      else this.settle(entry, stopped(name, cause))
    }
    this.flush()
  }

  #retryOrSettle(entry: Entry, failure: Failure, answer: () => Answer): void {
    const { clock, retries } = this.settings
    const tool = entry.tool as AnyTool
    const delayMs = backoffMs(entry.attempts, clock.random(), failure.retryAfterMs)
    const worthIt =
      failure.transient &&
      !entry.stopped &&
      entry.attempts <= (tool.retries ?? retries) &&
      repeatable(tool, failure.nothingDone) &&
      delayMs < entry.turn.remainingMs()
    if (!worthIt) {
      this.settle(entry, answer())
      return
    }
    entry.stage = 'backing-off'
    entry.turn.events.retrying(entry, delayMs, answer().error)
    entry.timer = clock.setTimer(
      () => {
        entry.timer = undefined
        this.#queue(entry)
        this.flush()
      },
      delayMs,
      undefined,
    )
  }

  /** What keeps a claim on the engine's keys waiting, for people. */
  #blocker(claim: Claim<Entry>): string | undefined {
    for (const { owner, key } of this.#keys.blockers(claim))
      return `${key} (${owner.call.name} of another turn)`
    return undefined
  }
}

function startInline(attempt: Attempt): void {
  attempt.start(inline.run)
}
