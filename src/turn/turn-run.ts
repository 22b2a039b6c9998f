import type { StopCause } from '../attempt/attempt.ts'
import { BlockingTools } from '../attempt/blocking.ts'
import type { ToolCall } from '../call/call.ts'
import { UsageError } from '../call/error.ts'
import type { TurnEvent } from '../call/event.ts'
import type { TurnReport } from '../call/report.ts'
import type { ToolResult } from '../call/result.ts'
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
import type { Scheduler } from './scheduler.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import { TurnEvents } from './turn-events.ts'

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
  readonly #deadlineMs: number
  readonly #onFailure: FailurePolicy
  readonly #entries: Entry[] = []
  readonly #names = new CallNames()
  readonly #resolve: (report: TurnReport) => void
  /** Takes back the turn's timers and listeners. */
  readonly #cleanups: (() => void)[] = []
  #controller: AbortController | undefined
  #stopCause: StopCause | undefined
  /** A call has failed under `cancel-rest`. */
  #restCause: StopCause | undefined
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
    this.#beganMs = clock.now()
    this.#deadlineMs = options.deadlineMs ?? Infinity
    this.#onFailure = options.onFailure ?? onFailure
    const adoption = options.adopt instanceof TurnRun ? options.adopt.finished() : undefined
    this.approvals = new Approvals(scheduler)
    const dependencies = options.references === true ? new Dependencies() : undefined
    const entries = this.#entries
    this.admission = new Admission({ scheduler, intake, entries, adoption, dependencies })
    this.id = options.id ?? randomId(clock, 'turn')
    this.events = new TurnEvents(this.id, () => this.nowMs(), [onEvent, options.onEvent])
    const { promise, resolve } = Promise.withResolvers<TurnReport>()
    this.report = promise
    this.#resolve = resolve

    const outer = attemptAround()
    const running = outer?.isUnderWay ? outer.attempt : undefined
    const inside = running !== undefined && outer?.entry.turn.scheduler === scheduler
    this.share = new Share(inside ? scheduler.lend(outer) : undefined)
    this.parent = inside ? outer.entry : undefined
    if (running !== undefined) this.#stopWith(running.signal)
    if (options.signal !== undefined) this.#stopWith(options.signal)
    if (this.#deadlineMs < Infinity) this.#after(this.#deadlineMs, () => this.#pastDeadline())
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#stopCause !== undefined) this.#controller.abort(new Error(this.#stopCause.message))
    }
    return this.#controller.signal
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
    if (!entry.decided) this.admission.receive(entry)
    const cause = this.#stopCause ?? this.#restCause
    if (cause !== undefined) this.scheduler.stopAll([entry], cause)
  }

  commit(rest: readonly ToolCall[] = []): void {
    if (this.#closed || this.#closing) return
    this.#closing = true
    if (this.#stopCause === undefined) this.committed = true
    for (const call of rest) this.#receive(call)
    this.#closed = true
    if (this.#stopCause === undefined) {
      this.committed = true
      this.events.committed()
      const early = this.#entries.length - rest.length
      for (let index = 0; index < early; index += 1)
        this.#wakeReceived(this.#entries[index] as Entry)
    }
    this.scheduler.flush()
    this.#endIfDone()
  }

  #wakeReceived(entry: Entry): void {
    if (entry.stage === 'received') this.scheduler.wake(entry)
  }

  discard(reason: string, rest: readonly ToolCall[] = []): void {
    if (this.#closed || this.#closing) return
    this.#closing = true
    this.events.discarded(reason)
    // From here on nothing starts, not even a read; so the rest can come in.
    this.#stop({ kind: 'discarded', message: reason })
    for (const call of rest) this.#receive(call)
    this.scheduler.flush()
    this.#closed = true
    this.#endIfDone()
  }

  cancel(callId?: string, reason = 'It was cancelled.'): void {
    const cause: StopCause = { kind: 'cancelled', message: reason }
    if (callId === undefined) this.#stop(cause)
    else
      this.scheduler.stopAll(
        this.#entries.filter(({ id }) => id === callId),
        cause,
      )
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
    if (this.#open > this.#widest) this.#widest = this.#open
  }

  /** For the scheduler: a call has its result. */
  settled(entry: Entry): void {
    if (entry.startedMs !== undefined) this.#open -= 1
    this.admission.settled(entry)
    this.approvals.release(entry)
    this.#pending -= 1
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
    this.scheduler.stopAll(this.#entries, this.#restCause)
  }

  #pastDeadline(): void {
    const message = `The turn's deadline of ${this.#deadlineMs} ms has passed.`
    this.#stop({ kind: 'deadline', message })
  }

  #stopWith(signal: AbortSignal): void {
    this.#cleanups.push(stopOnSignal(signal, (cause) => this.#stop(cause)))
  }

  #stop(cause: StopCause): void {
    if (this.#stopCause !== undefined || this.#done !== undefined) return
    this.#stopCause = cause
    this.#controller?.abort(new Error(cause.message))
    this.scheduler.stopAll(this.#entries, cause)
    if (!this.#closed) this.#after(this.scheduler.settings.graceMs, () => this.commit())
  }

  #after(delayMs: number, run: () => void): void {
    const timer = this.#clock.setTimer(run, delayMs, undefined)
    this.#cleanups.push(() => this.#clock.clearTimer(timer))
  }

  #warnings(): string[] {
    const faults: string[] = []
    for (const { effects } of this.#entries)
      if (effects?.fault !== undefined) faults.push(effects.fault)
    return [...faults, ...this.blocking.warnings(), ...this.events.warnings()]
  }

  #endIfDone(): void {
    if (!this.#closed || this.#pending > 0 || this.#done !== undefined) return
    for (const cleanup of this.#cleanups) cleanup()
    const results = this.#entries.map(({ result }) => result as ToolResult)
    const shown = this.scheduler.budget?.fit(results) ?? results
    this.#done = makeReport(this.id, this.#entries, shown, this.#warnings(), this.#widest)
    this.events.ended(this.#done)
    this.#resolve(this.#done)
  }
}
