import type { StopCause } from '../call/stop-cause.ts'
import type { Toolset } from '../call/toolset.ts'
import type { StoredResult } from '../journal/journal.ts'
import type { Loan } from '../limit/share.ts'
import { inDoubt, neverStarted, stopped, wouldDeadlock, type Answer } from './answers.ts'
import type { TurnBudget } from './budget/turn-budget.ts'
import { BatchRun } from './batch-run.ts'
import { Claims } from './claims.ts'
import { Dispatcher, type Settle } from './dispatcher.ts'
import type { Entry } from './entry.ts'
import { Journaling } from './journaling.ts'
import { isCleared, type BatchKind } from './host.ts'
import type { EngineSettings } from './options.ts'
import { Leases } from './leases.ts'
import { restoredResult, resultOf } from './result-of.ts'
import { SharedResults } from './shared-results.ts'
import type { Trial } from './trial.ts'

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
  /** What the model is shown of results, if that is bounded. */
  readonly budget: TurnBudget | undefined
  readonly journaling: Journaling | undefined
  readonly batch: BatchKind | undefined
  readonly #dispatcher: Dispatcher
  readonly #claims: Claims
  readonly #leases: Leases | undefined
  readonly #shared: SharedResults
  #agenda: Entry[] = []
  /** The agenda before, empty, to be filled again. */
  #spare: Entry[] = []
  #flushing = false

  constructor(settings: EngineSettings, tools: Toolset, budget?: TurnBudget, batch?: BatchKind) {
    this.budget = budget
    this.batch = batch
    this.settings = settings
    const { journal, clock } = settings
    if (journal !== undefined) this.journaling = new Journaling(journal, clock)
    const settle: Settle = (entry, answer, value, nowMs) => this.settle(entry, answer, value, nowMs)
    const wake = (entry: Entry): void => this.wake(entry)
    this.#dispatcher = new Dispatcher(settings, tools, settle, () => this.flush(), this.journaling)
    this.#claims = new Claims(wake)
    const { sharedKeys } = settings
    if (sharedKeys !== undefined) this.#leases = new Leases(sharedKeys, this.#claims, this)
    this.#shared = new SharedResults(settings.clock, wake, settle)
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
        this.#agenda = this.#spare
        for (const entry of agenda) this.#advance(entry)
        agenda.length = 0
        this.#spare = agenda
        if (this.#claims.mayHaveGuests)
          for (const [guest, host] of this.#claims.guests()) this.#dispatcher.invite(guest, host)
        this.#dispatcher.pump()
      } while (this.#agenda.length > 0)
    } finally {
      this.#flushing = false
    }
  }

  /** Ends what outlives turns: threads. */
  close(): Promise<void> {
    return this.#dispatcher.close()
  }

  /** Ends calls for a cause that is not their own. None starts in the place of one that was stopped before it. */
  stopAll(entries: Iterable<Entry>, cause: StopCause, andFirst?: () => void): void {
    const outermost = this.#hold()
    try {
      andFirst?.()
      for (const entry of entries) this.#stop(entry, cause)
    } finally {
      if (outermost) this.#flushing = false
    }
    this.flush()
  }

  /** Lets nobody move until `#flushing` is taken back, by the outermost who held. */
  #hold(): boolean {
    const outermost = !this.#flushing
    this.#flushing = true
    return outermost
  }

  /** The slot that a turn inside an attempt may run on. */
  lend(outer: Trial): Loan | undefined {
    return this.#dispatcher.lend(outer)
  }

  /** Gives a call its answer. Call {@link flush} afterwards. */
  settle(
    entry: Entry,
    answer: Answer | 'ok',
    value?: unknown,
    nowMs: number = entry.turn.nowMs(),
  ): void {
    if (entry.decided) return
    const outermost = this.#hold()
    try {
      this.#settle(entry, answer, value, nowMs)
    } finally {
      if (outermost) this.#flushing = false
    }
  }

  #settle(entry: Entry, answer: Answer | 'ok', value: unknown, nowMs: number): void {
    entry.endWait(nowMs)
    // First its other attempts end, and only then is there room for anybody, by slot or by key.
    entry.decided = true
    this.#dispatcher.drop(entry)
    entry.stage = 'settled'
    entry.result = resultOf(entry, answer, value, nowMs)
    this.#shared.settled(entry, answer, value)
    this.#releaseKeys(entry)
    entry.turn.settled(entry)
    const kept = this.journaling?.settled(entry)
    if (kept === undefined) this.#tell(entry)
    else
      kept.then(
        () => this.#tell(entry),
        (fault: unknown) => this.#tell(entry, fault),
      )
  }

  #tell(entry: Entry, fault?: unknown): void {
    // Another engine may have the keys once what was done under them is kept.
    this.#leases?.release(entry)
    entry.turn.tell(entry, fault)
  }

  /** Gives a call the result that it had already. Call {@link flush} afterwards. */
  restore(entry: Entry, stored: StoredResult): void {
    const nowMs = entry.turn.nowMs()
    entry.endWait(nowMs)
    entry.decided = true
    entry.stage = 'settled'
    entry.attempts = stored.attempts
    entry.result = restoredResult(entry, stored, nowMs)
    const outermost = this.#hold()
    entry.turn.settled(entry)
    entry.turn.tell(entry)
    if (outermost) this.#flushing = false
  }

  /** The keys of a settled call go, and so may those that a call around it has kept for it. */
  #releaseKeys(settled: Entry): void {
    for (let entry: Entry | undefined = settled; entry !== undefined; entry = entry.turn.parent) {
      if (entry.stage !== 'settled' || !this.#claims.release(entry)) continue
      entry.turn.admission.release(entry)
    }
  }

  #stop(entry: Entry, cause: StopCause): void {
    if (entry.decided) return
    if (entry.restoring) {
      // Only the journal knows whether it has run; it does, if it knows of a start.
      if (entry.past === undefined) entry.stopCause ??= cause
      else this.settle(entry, inDoubt(entry.call.name))
      return
    }
    entry.stopped = true
    if (this.#dispatcher.stop(entry, cause) || entry.batch?.stop(cause)) return
    const { name } = entry.call
    this.settle(entry, entry.attempts > 0 ? stopped(entry, cause) : neverStarted(name, cause))
  }

  #advance(entry: Entry): void {
    if (entry.stage !== 'received') return
    const { turn, doom } = entry
    if (doom !== undefined) this.settle(entry, doom)
    if (doom !== undefined || !entry.ready) return
    if (!entry.early && !turn.committed) this.#awaitCommit(entry)
    else if (!isCleared(entry)) turn.events.waiting(entry, 'conflict', turn.host?.blocker(entry))
    else if (!turn.approvals.allows(entry)) turn.events.waiting(entry, 'approval')
    else if (!entry.keyed || this.#holdsKeys(entry)) this.#run(entry)
  }

  #awaitCommit(entry: Entry): void {
    const { turn, turnClaim } = entry
    turn.events.waiting(entry, 'commit')
    // The steps of a plan may start before the plan, if nothing else is in its way. One within a plan is left alone.
    const isNext = !entry.keyed || turnClaim?.granted === true
    if (this.#isBatch(entry) && isNext && turn.host === undefined) BatchRun.of(entry).isNext()
  }

  #isBatch({ tool }: Entry): boolean {
    return this.batch !== undefined && tool === this.batch.tool
  }

  /** Nothing but the limits keeps it back, unless an identical call stands for it. */
  #run(entry: Entry): void {
    if (this.#isBatch(entry)) {
      BatchRun.of(entry).start()
      return
    }
    const shared = this.#shared.enter(entry)
    if (shared.kind === 'lead') this.#dispatcher.queue(entry)
    else if (shared.kind === 'hit') this.settle(entry, 'ok', shared.value)
    else entry.turn.events.waiting(entry, 'shared')
  }

  /** First its place in its own turn, then its keys in the engine. */
  #holdsKeys(entry: Entry): boolean {
    const { turn, turnClaim } = entry
    // No claim yet: an earlier call's schema is still at work, and may turn out to conflict.
    if (turnClaim === undefined) return false
    if (!turnClaim.granted) {
      this.#claims.watch(entry)
      turn.events.waiting(entry, 'conflict', turn.admission.blocker(turnClaim))
      return false
    }
    if (this.#isBatch(entry)) return true
    if (this.#claims.hold(entry)) return this.#leases?.hold(entry) ?? true
    const deadlockKey = turn.parent && this.#claims.deadlock(entry)
    if (deadlockKey === undefined)
      turn.events.waiting(entry, 'conflict', this.#claims.blocker(entry))
    else this.settle(entry, wouldDeadlock(entry.call.name, deadlockKey))
    return false
  }
}
