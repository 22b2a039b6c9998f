import type { StopCause } from '../call/stop-cause.ts'
import { BlockingTools } from '../attempt/blocking.ts'
import type { ToolCall } from '../call/call.ts'
import { UsageError } from '../call/error.ts'
import type { TurnEvent } from '../call/event.ts'
import type { TurnReport } from '../call/report.ts'
import type { Share } from '../limit/share.ts'
import type { Clock } from '../util/clock.ts'
import { randomId } from '../util/random-id.ts'
import { Admission } from './admission.ts'
import type { Adoption } from './adoption.ts'
import { Approvals } from './approvals.ts'
import type { FailurePolicy, Turn, TurnOptions } from './contract.ts'
import { Dependencies } from './dependencies.ts'
import type { Entry } from './entry.ts'
import { Foresight } from './foresight.ts'
import type { Host } from './host.ts'
import type { Intake } from './intake.ts'
import { Ledger } from './ledger.ts'
import { type Scope, surroundings } from './nesting.ts'
import { Restore } from './restore.ts'
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
  readonly ledger: Ledger = new Ledger()
  readonly admission: Admission
  readonly approvals: Approvals
  readonly blocking: BlockingTools = new BlockingTools()
  readonly scope: Scope
  /** Present if the calls are the steps of a `batch`. */
  readonly host: Host | undefined
  /** What it may take over. */
  readonly adoption: Adoption | undefined
  /** Lets calls in that may have been there before. */
  readonly restore: Restore | undefined
  readonly addPart: Turn['addPart']
  committed = false

  readonly scheduler: Scheduler
  readonly #clock: Clock
  readonly #beganMs: number
  /** In milliseconds since the turn began. */
  #deadlineMs = Infinity
  readonly #onFailure: FailurePolicy
  readonly #resolve: (report: TurnReport) => void
  readonly #stop: TurnStop
  /** A call has failed under `cancel-rest`. */
  #restCause: StopCause | undefined
  readonly #foresight: Foresight | undefined
  /** Its last calls are coming in. */
  #closing = false
  #closed = false
  #done: TurnReport | undefined

  constructor(scheduler: Scheduler, intake: Intake, options: TurnOptions, host?: Host) {
    const { clock, onFailure, onEvent } = scheduler.settings
    this.scheduler = scheduler
    this.#clock = clock
    this.#stop = new TurnStop(clock, (cause) => this.#onStop(cause))
    this.#beganMs = clock.now()
    this.#onFailure = options.onFailure ?? onFailure
    const { adopt } = options
    const adoption = adopt instanceof TurnRun ? adopt.ledger.finished() : host?.adoption
    this.adoption = adoption
    this.approvals = new Approvals(scheduler)
    const dependencies = options.references === true ? new Dependencies() : undefined
    const { entries } = this.ledger
    this.admission = new Admission({ scheduler, intake, entries, adoption, dependencies })
    this.id = options.id ?? randomId(clock, 'turn')
    this.events = new TurnEvents(this.id, () => this.nowMs(), [onEvent, options.onEvent])
    const { journaling } = scheduler
    if (journaling !== undefined && options.id !== undefined && options.fresh !== true)
      this.restore = new Restore(this, journaling, intake.tool)
    const { promise, resolve } = Promise.withResolvers<TurnReport>()
    this.report = promise
    this.#resolve = resolve

    this.host = host
    const { share, parent, scope, signal } = surroundings(scheduler, host)
    this.share = share
    this.parent = parent
    this.scope = scope
    if (signal !== undefined) this.#stop.stopWith(signal)
    if (host === undefined && dependencies === undefined && scheduler.batch !== undefined)
      this.#foresight = new Foresight(this, scheduler.batch.tool.name)
    this.addPart = this.#foresight?.hear
    if (options.signal !== undefined) this.#stop.stopWith(options.signal)
    if (options.deadlineMs !== undefined) this.setDeadline(options.deadlineMs)
  }

  get signal(): AbortSignal {
    return this.#stop.signal
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
    const entry = this.ledger.add(this, call)
    this.#foresight?.take(entry)
    this.events.received(entry)
    // Whoever is told of its arrival may have cancelled it.
    if (!entry.decided) (this.restore ?? this.admission).receive(entry)
    const cause = this.#stop.cause ?? this.#restCause
    if (cause !== undefined) this.scheduler.stopAll([entry], cause)
  }

  commit(rest: readonly ToolCall[] = []): void {
    if (this.#closed || this.#closing) return
    this.#closing = true
    if (this.#stop.cause === undefined) this.committed = true
    const early = this.ledger.entries.length
    this.extend(rest)
    this.#foresight?.drop('The message ended without it.')
    this.#closed = true
    if (this.#stop.cause === undefined) {
      this.committed = true
      this.events.committed()
      this.ledger.wakeReceived(early)
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
    this.extend(rest)
    this.scheduler.flush()
    this.#closed = true
    this.#endIfDone()
  }

  /** Adds calls, which move with the next flush of the scheduler. */
  extend(calls: readonly ToolCall[]): void {
    for (const call of calls) this.#receive(call)
  }

  stop(cause: StopCause): void {
    this.#stop.stop(cause)
  }

  setDeadline(deadlineMs: number): void {
    if (deadlineMs === Infinity || this.#done !== undefined) return
    this.#deadlineMs = Math.min(this.#deadlineMs, this.nowMs() + deadlineMs)
    this.#stop.stopAfter(deadlineMs)
  }

  cancel(callId?: string, reason = 'It was cancelled.'): void {
    const cause: StopCause = { kind: 'cancelled', message: reason }
    const named = this.ledger.entries.filter(({ id }) => id === callId)
    if (callId === undefined) this.stop(cause)
    else this.scheduler.stopAll(named, cause)
  }

  [Symbol.asyncIterator](): AsyncIterator<TurnEvent> {
    return this.events.iterate(this.ledger.entries, this.#done)
  }

  /** It takes calls, and nothing has stopped it. */
  get isOpen(): boolean {
    return !this.#closed && !this.#closing && (this.#stop.cause ?? this.#restCause) === undefined
  }

  /** A turn of steps has ended. */
  leave(): void {
    this.ledger.pending -= 1
    this.#endIfDone()
  }

  /** Milliseconds since the turn began. */
  nowMs(): number {
    return this.#clock.now() - this.#beganMs
  }

  /** Milliseconds until the deadline. */
  remainingMs(): number {
    const ownMs = this.#deadlineMs - this.nowMs()
    return this.host === undefined ? ownMs : Math.min(ownMs, this.host.turn.remainingMs())
  }

  /** For the scheduler: a call has its result. */
  settled(entry: Entry): void {
    this.ledger.settled(entry)
    this.admission.settled(entry)
    this.approvals.release(entry)
    entry.batch?.discard(`${entry.call.name} did not run.`)
  }

  /** For the scheduler: everybody may know the result. `fault`: the journal could not keep it. */
  tell(entry: Entry, fault?: unknown): void {
    this.ledger.told(entry, fault)
    this.events.settled(entry)
    const status = entry.result?.status
    if (this.#onFailure === 'cancel-rest' && (status === 'failed' || status === 'timed-out'))
      this.#cancelRest(entry)
    this.#endIfDone()
  }

  /** Those that are there, and those that are still to come. */
  #cancelRest({ call }: Entry): void {
    if (this.#restCause !== undefined) return
    const message = `${call.name} failed before it, and the rest of the turn was cancelled.`
    this.#restCause = { kind: 'sibling-failed', message }
    this.#stopAll(this.#restCause)
  }

  #onStop(cause: StopCause): void {
    this.#stopAll(cause)
    if (!this.#closed) this.#stop.after(this.scheduler.settings.graceMs, () => this.commit())
  }

  #stopAll(cause: StopCause): void {
    this.scheduler.stopAll(this.ledger.entries, cause, () => this.#foresight?.drop(cause.message))
  }

  #endIfDone(): void {
    if (!this.#closed || this.ledger.pending > 0 || this.#done !== undefined) return
    this.#stop.end()
    this.#done = this.ledger.report(this)
    this.events.ended(this.#done)
    this.#resolve(this.#done)
    this.host?.ended(this.#done)
  }
}
