import type { Failure } from '../attempt/failure.ts'
import { threw, type CallFailure } from '../call/errors/call-failure.ts'
import type { StopCause } from '../call/errors/stop-cause.ts'
import type { StoredResult } from '../journal/journal.ts'
import { errorText } from '../util/error-text.ts'
import { CountedTimers } from '../util/counted-timers.ts'
import { Agenda } from './agenda.ts'
import type { CallRecord, CallTurn } from './call-record.ts'
import { CallCounts } from './calls.ts'
import { Announcer } from './events/announcer.ts'
import type { EngineObserver } from './events/observer.ts'
import { JournalRecords } from './journal-records.ts'
import { EngineLeases } from './keys/engine-leases.ts'
import type { EngineKeys } from './keys/engine-keys.ts'
import { nudgeOthers } from './keys/other-engines.ts'
import { engineKeys } from './keys/shared-engine-keys.ts'
import type { EngineSettings } from './options.ts'
import { restoredResult, resultOf } from './report/result.ts'
import { Attempts } from './run/attempts.ts'
import { releaseInside, tellInside } from './run/nesting.ts'
import { stoppedOutcome } from './run/outcome.ts'
import { SharedResults } from './shared/shared-results.ts'
import { Suspension } from './suspension.ts'
import { commonWaits, livesOf } from './waits/list.ts'
import type { CommonWaits, LifeOptions, Lives } from './waits/list.ts'
import { leaveAll, type Mover, type Outcome, type Wait } from './waits/wait.ts'

/**
 * Moves the calls of all turns of an engine, each along the list of its waits. Invariants:
 *
 * 1. A call settles exactly once, here, and then leaves all its waits in reverse: it holds no claim, permit, timer or
 *    place in a line.
 * 2. A call that waits holds no slot; between its attempts it keeps its keys, so that nothing conflicting slips in.
 * 3. When {@link flush} returns, every call that could move has moved.
 * 4. Nothing here recurses over calls: who is freed by a call goes on the agenda, not on the stack.
 */
export class Life implements Mover<CallRecord> {
  readonly settings: EngineSettings
  readonly attempts: Attempts
  readonly keys: EngineKeys
  readonly shared: SharedResults
  readonly leases: EngineLeases | undefined
  readonly common: CommonWaits
  readonly records: JournalRecords | undefined
  readonly unfinished: CallCounts = new CallCounts()
  readonly announcer: Announcer = new Announcer(this)
  observer: EngineObserver<CallTurn, CallRecord> | undefined
  readonly suspension: Suspension
  /** On which everything here sets its timers. */
  readonly timers: CountedTimers
  readonly #agenda = new Agenda((call) => this.#advance(call))
  /** Those with a result that the journal is about to keep. */
  readonly keeping: Set<CallRecord> = new Set()
  #flushing = false
  #flushIsDue = false
  /** Something has, since other engines were told. */
  #changed = false
  readonly #hasAgenda = (): boolean => !this.#agenda.isEmpty

  constructor(given: EngineSettings) {
    const { journal, sharedKeys } = given
    const clock = (this.timers = new CountedTimers(given.clock))
    const settings = (this.settings = { ...given, clock })
    this.records = journal && new JournalRecords(journal, clock)
    this.shared = new SharedResults(clock)
    this.suspension = new Suspension(clock)
    this.attempts = new Attempts(settings, this, this.records, this.shared)
    this.common = commonWaits(settings, this.shared, this.attempts)
    this.keys = engineKeys(sharedKeys)
    this.leases =
      sharedKeys &&
      new EngineLeases(sharedKeys, this.keys, (call, message) =>
        this.stopAll([call], { kind: 'cancelled', message }),
      )
  }

  begin(options: LifeOptions): Lives {
    return livesOf(this, options, (call, stored) => this.#restore(call, stored))
  }

  wake(call: CallRecord): void {
    this.#changed = true
    this.#agenda.add(call)
    if (!this.#flushing) this.flushSoon()
  }

  pass(call: CallRecord): void {
    call.at += 1
    this.wake(call)
  }

  flushSoon(): void {
    if (this.#flushIsDue) return
    this.#flushIsDue = true
    queueMicrotask(() => {
      this.#flushIsDue = false
      this.flush()
    })
  }

  /** Moves every call that can move. Re-entrant calls are taken up by the outermost one. */
  flush(): void {
    if (this.#flushing) return
    this.#flushing = true
    try {
      do {
        this.#agenda.moveAll()
        this.attempts.limiter.pump(this.#hasAgenda)
      } while (!this.#agenda.isEmpty)
      this.attempts.noteWaiting()
    } finally {
      this.#flushing = false
    }
    if (this.#changed) nudgeOthers(this)
    this.#changed = false
  }

  settle(call: CallRecord, given: Outcome, nowMs: number = call.turn.nowMs()): void {
    if (call.outcome !== undefined) return
    const told = this.records?.others.toldOf(call, given)
    if (told !== undefined) return this.#restore(call, told)
    const outcome = this.records?.others.asFarAsKnown(call, given) ?? given
    call.endWait(nowMs)
    call.outcome = outcome
    call.result = resultOf(call, outcome, nowMs)
    this.#end(call, outcome)
    const kept = this.records?.settled(call)
    if (kept === undefined) this.#tellWhenReady(call, undefined, nowMs)
    else this.#tellOnceKept(call, kept)
  }

  stop(call: CallRecord, cause: StopCause): void {
    // A result that was to come from outside is not waited for any more: the report says so.
    if (call.outcome?.status === 'waiting' && cause.kind !== 'suspended') call.stopCause ??= cause
    if (call.outcome !== undefined) return
    call.stopCause ??= cause
    if (call.attempts?.stop(cause) === true) return
    if (call.turn.waits[call.at]?.stop?.(call, cause) === true) return
    this.settle(call, stoppedOutcome(call, cause))
  }

  /** Ends calls for a cause that is not their own. None starts in the place of one that was stopped before it. */
  stopAll(calls: Iterable<CallRecord>, cause: StopCause): void {
    this.hold(() => {
      for (const call of calls) this.stop(call, cause)
    })
  }

  /** Moves nobody while something runs. Call {@link flush} afterwards. */
  keepStill(run: () => void): void {
    const outermost = !this.#flushing
    this.#flushing = true
    try {
      run()
    } finally {
      if (outermost) this.#flushing = false
    }
  }

  hold(run: () => void): void {
    this.keepStill(run)
    this.flush()
  }

  failed(call: CallRecord, outcome: CallFailure, failure: Failure): void {
    const { retry } = this.common
    const delayMs = retry.delayMs(call, failure)
    if (delayMs === undefined) return this.settle(call, retry.lastWord(call, outcome, failure))
    if (call.stopCause !== undefined) return this.settle(call, stoppedOutcome(call, call.stopCause))
    call.attempts?.drop()
    call.at -= 1
    retry.begin(call, delayMs)
    call.turn.events.retrying(call, delayMs, outcome.error)
  }

  /** Tells a result that a journal, which has not answered in time, keeps back, or a slot for the attempt around it. */
  tellAnyway(call: CallRecord, fault: unknown): void {
    if (this.keeping.delete(call)) this.#tellWhenReady(call, fault)
    if (call.result !== undefined && !call.told) releaseInside(call)
  }

  #advance(call: CallRecord): void {
    const { waits } = call.turn
    while (call.outcome === undefined && this.#passes(call, waits[call.at])) call.at += 1
  }

  /**
   * THE BARRIER: what throws in a wait, for it is not ours or for a fault of ours, is the answer to that call, and
   * nobody else suffers.
   */
  #passes(call: CallRecord, wait: Wait<CallRecord> | undefined): boolean {
    try {
      return wait?.enter(call) === true
    } catch (error) {
      call.turn.events.warn(`Waiting (${wait?.reason}) failed: ${errorText(error)}`)
      this.settle(call, threw(call.call.name, error))
      return false
    }
  }

  /**
   * What a call has at its waits goes, the last first: its other attempts end before there is room for anybody. Nobody
   * moves meanwhile.
   */
  #end(call: CallRecord, outcome: Outcome): void {
    const outermost = !this.#flushing
    this.#flushing = true
    try {
      leaveAll(call.turn.waits, call, outcome, call.turn.events)
      this.#changed = true
      this.unfinished.add(call, -1)
      call.turn.settled(call)
    } finally {
      if (outermost) this.#flushing = false
    }
  }

  #restore(call: CallRecord, stored: StoredResult): void {
    const nowMs = call.turn.nowMs()
    call.endWait(nowMs)
    const result = restoredResult(call, stored, nowMs)
    const { status, error = { code: status, message: '' } } = result
    call.outcome = status === 'ok' ? { status, value: result.value } : { status, error }
    call.result = result
    this.records?.joined(call)
    this.#end(call, call.outcome)
    this.#tellWhenReady(call)
  }

  /** The attempt around a call may need a slot before it can go on with the result. */
  #tellWhenReady(call: CallRecord, fault?: unknown, nowMs?: number): void {
    // Another engine may have the keys once what was done under them is kept.
    this.leases?.release(call)
    if (call.turn.parent === undefined) this.#tell(call, fault, nowMs)
    else tellInside(call, this.#tell.bind(this, call, fault))
  }

  #tellOnceKept(call: CallRecord, kept: Promise<void>): void {
    this.keeping.add(call)
    const tell = (fault?: unknown): void => {
      if (this.keeping.delete(call)) this.#tellWhenReady(call, fault)
      this.flush()
    }
    kept.then(() => tell(), tell)
  }

  #tell(call: CallRecord, fault?: unknown, nowMs: number = call.turn.nowMs()): void {
    if (!call.told) call.turn.tell(call, fault, nowMs)
  }
}
