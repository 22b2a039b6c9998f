import type { StopCause } from '../attempt/stop-cause.ts'
import { BlockingTools } from '../attempt/blocking.ts'
import type { ToolCall } from '../call/call.ts'
import { UsageError } from '../call/error.ts'
import type { TurnEvent } from '../call/event.ts'
import type { TurnReport } from '../call/report.ts'
import type { ToolResult } from '../call/result.ts'
import type { CallHistory } from '../journal/journal.ts'
import { Share } from '../limit/share.ts'
import type { Clock } from '../util/clock.ts'
import { randomId } from '../util/random-id.ts'
import { Admission } from './admission.ts'
import { Adoption } from './adoption.ts'
import { Approvals } from './approvals.ts'
import { CallNames } from './call-names.ts'
import type { FailurePolicy, Turn, TurnOptions } from './contract.ts'
import { Dependencies } from './dependencies.ts'
import { Entry } from './entry.ts'
import type { Intake } from './intake.ts'
import { makeReport } from './report.ts'
import { attemptAround, Scope } from './nesting.ts'
import { Restore } from './restore.ts'
import { notKept } from './answers.ts'
import type { Scheduler } from './scheduler.ts'
import { TurnEvents } from './turn-events.ts'
import { TurnStop } from './turn-stop.ts'

/**
 * One turn: its calls in call order, whether they may start, and its end. What a single call does next is the
 * scheduler's.
 */
export class TurnRun implements Turn {
  readonly id: string
  readonly report: Promise<TurnReport>
  readonly share: Share
  /** The call of the same engine that this turn runs inside. */
  readonly parent: Entry | undefined
  readonly events: TurnEvents
  readonly admission: Admission
  readonly approvals: Approvals
  readonly blocking: BlockingTools = new BlockingTools()
  readonly scope: Scope = new Scope()
  committed = false

  readonly scheduler: Scheduler
  readonly #clock: Clock
  readonly #beganMs: number
  /** In milliseconds since the turn began. */
  #deadlineMs = Infinity
  readonly #onFailure: FailurePolicy
  readonly #entries: Entry[] = []
  readonly #names = new CallNames()
  readonly #resolve: (report: TurnReport) => void
  readonly #stop: TurnStop
  /** A call has failed under `cancel-rest`. */
  #restCause: StopCause | undefined
  /** Lets calls in that may have been there before. */
  readonly #restore: Restore | undefined
  /** Of results that the journal could not keep. */
  readonly #unkept: string[] = []
  #pending = 0
  /** Calls between their first start and their end: now, and the most at one moment. */
  #open = 0
  #widest = 0
  /** Its last calls are coming in. */
  #closing = false
  #closed = false
  #done: TurnReport | undefined

  constructor(scheduler: Scheduler, intake: Intake, options: TurnOptions) {
    const { clock, onFailure, onEvent } = scheduler.settings
    this.scheduler = scheduler
    this.#clock = clock
    this.#stop = new TurnStop(clock, (cause) => this.#onStop(cause))
    this.#beganMs = clock.now()
    this.#onFailure = options.onFailure ?? onFailure
    const adoption = options.adopt instanceof TurnRun ? options.adopt.finished() : undefined
    this.approvals = new Approvals(scheduler)
    const dependencies = options.references === true ? new Dependencies() : undefined
    const entries = this.#entries
    this.admission = new Admission({ scheduler, intake, entries, adoption, dependencies })
    this.id = options.id ?? randomId(clock, 'turn')
    this.events = new TurnEvents(this.id, () => this.nowMs(), [onEvent, options.onEvent])
    const { journaling } = scheduler
    if (journaling !== undefined && options.id !== undefined && options.fresh !== true)
      this.#restore = new Restore(this, journaling, intake.tool)
    const { promise, resolve } = Promise.withResolvers<TurnReport>()
    this.report = promise
    this.#resolve = resolve

    const { running, outer } = attemptAround(scheduler)
    this.share = new Share(outer && scheduler.lend(outer))
    this.parent = outer?.entry
    if (running !== undefined) this.#stop.stopWith(running.signal)
    if (options.signal !== undefined) this.#stop.stopWith(options.signal)
    if (options.deadlineMs !== undefined) this.setDeadline(options.deadlineMs)
  }

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** Runs the calls of a complete message: none waits for its commit. */
  addAll(calls: readonly ToolCall[]): void {
    this.commit(calls)
  }

  add(call: ToolCall): void {
    if (this.#closed)
      throw new UsageError(
        `Expected add() before the turn's end, got call "${call.name}" after it. Start a new turn for it.`,
      )
    this.#receive(call)
    this.scheduler.flush()
  }

  #receive(call: ToolCall): void {
    const index = this.#entries.length
    const name = this.#names.name(call, index)
    const entry = new Entry(this, index, call, name, this.nowMs())
    this.#entries.push(entry)
    this.#pending += 1
    this.events.received(entry)
    // Whoever is told of its arrival may have cancelled it.
    if (!entry.decided) (this.#restore ?? this.admission).receive(entry)
    const cause = this.#stop.cause ?? this.#restCause
    if (cause !== undefined) this.scheduler.stopAll([entry], cause)
  }

  commit(rest: readonly ToolCall[] = []): void {
    if (this.#closed || this.#closing) return
    this.#closing = true
    if (this.#stop.cause === undefined) this.committed = true
    for (const call of rest) this.#receive(call)
    this.#closed = true
    if (this.#stop.cause === undefined) {
      this.committed = true
      this.events.committed()
      const early = this.#entries.length - rest.length
      for (const entry of this.#entries.slice(0, early))
        if (entry.stage === 'received') this.scheduler.wake(entry)
    }
    this.scheduler.flush()
    this.#endIfDone()
  }

  discard(reason: string, rest: readonly ToolCall[] = []): void {
    if (this.#closed || this.#closing) return
    this.#closing = true
    this.events.discarded(reason)
    // From here on nothing starts, not even a read; so the rest can come in.
    this.#stop.stop({ kind: 'discarded', message: reason })
    for (const call of rest) this.#receive(call)
    this.scheduler.flush()
    this.#closed = true
    this.#endIfDone()
  }

  setDeadline(deadlineMs: number): void {
    if (deadlineMs === Infinity || this.#done !== undefined) return
    this.#deadlineMs = Math.min(this.#deadlineMs, this.nowMs() + deadlineMs)
    this.#stop.stopAfter(deadlineMs)
  }

  cancel(callId?: string, reason = 'It was cancelled.'): void {
    const cause: StopCause = { kind: 'cancelled', message: reason }
    const named = this.#entries.filter(({ id }) => id === callId)
    if (callId === undefined) this.#stop.stop(cause)
    else this.scheduler.stopAll(named, cause)
  }

  [Symbol.asyncIterator](): AsyncIterator<TurnEvent> {
    return this.events.iterate(this.#entries, this.#done)
  }

  /** What a turn in this one's stead may take over. */
  finished(): Adoption {
    return new Adoption(this.#entries)
  }

  /** Milliseconds since the turn began. */
  nowMs(): number {
    return this.#clock.now() - this.#beganMs
  }

  /** Milliseconds until the deadline. */
  remainingMs(): number {
    return this.#deadlineMs - this.nowMs()
  }

  /** For the scheduler: a call has started for the first time. */
  opened(): void {
    this.#open += 1
    this.#widest = Math.max(this.#widest, this.#open)
  }

  /** For the scheduler: a call has its result. */
  settled(entry: Entry): void {
    if (entry.startedMs !== undefined) this.#open -= 1
    this.admission.settled(entry)
    this.approvals.release(entry)
  }

  /** For the scheduler: everybody may know the result. `fault`: the journal could not keep it. */
  tell(entry: Entry, fault?: unknown): void {
    entry.told = true
    if (fault !== undefined) this.#unkept.push(notKept(entry.call, fault))
    this.#pending -= 1
    this.events.settled(entry)
    const status = entry.result?.status
    if (this.#onFailure === 'cancel-rest' && (status === 'failed' || status === 'timed-out'))
      this.#cancelRest(entry)
    this.#endIfDone()
  }

  /** What was decided on a call's question before, perhaps in another process. */
  decided(entry: Entry): CallHistory['decision'] {
    return this.#restore?.decided(entry)
  }

  /** Those that are there, and those that are still to come. */
  #cancelRest({ call }: Entry): void {
    if (this.#restCause !== undefined) return
    const message = `${call.name} failed before it, and the rest of the turn was cancelled.`
    this.#restCause = { kind: 'sibling-failed', message }
    this.scheduler.stopAll(this.#entries, this.#restCause)
  }

  #onStop(cause: StopCause): void {
    this.scheduler.stopAll(this.#entries, cause)
    if (!this.#closed) this.#stop.after(this.scheduler.settings.graceMs, () => this.commit())
  }

  #warnings(): string[] {
    const faults: string[] = []
    for (const { effects } of this.#entries)
      if (effects?.fault !== undefined) faults.push(effects.fault)
    return [...faults, ...this.blocking.warnings(), ...this.events.warnings(), ...this.#unkept]
  }

  #endIfDone(): void {
    if (!this.#closed || this.#pending > 0 || this.#done !== undefined) return
    this.#stop.end()
    const results = this.#entries.map(({ result }) => result as ToolResult)
    const shown = this.scheduler.budget?.fit(results) ?? results
    this.#done = makeReport(this.id, this.#entries, shown, this.#warnings(), this.#widest)
    this.events.ended(this.#done)
    this.#resolve(this.#done)
  }
}
