import type { ToolCall } from '../call/call.ts'
import { UsageError } from '../call/errors/error.ts'
import { ShownById } from '../call/errors/inspect.ts'
import { anyText, duration } from '../call/expect.ts'
import { readCall } from '../call/read-call.ts'
import type { TurnReport } from '../call/report/report.ts'
import type { ToolResult } from '../call/report/result.ts'
import type { TurnEvent } from '../call/report/event.ts'
import { Share } from '../limit/lane.ts'
import { randomId } from '../util/random-id.ts'
import type { BatchParent, TurnBatches } from './batch/parent.ts'
import type { TurnBudget } from './budget/turn-budget.ts'
import type { CallRecord, CallTurn, EnclosingAttempt, KeyLine } from './call-record.ts'
import { Calls, whenTold } from './calls.ts'
import type { AddOptions, FailurePolicy, SuspendOptions, Turn, TurnOptions } from './contract.ts'
import { TurnEvents } from './events/events.ts'
import { GivenResults } from './shared/given-results.ts'
import type { Life } from './life.ts'
import type { TurnOrder } from './keys/turn-order.ts'
import { checkAdded, checkCalls, checkSuspendOptions } from './options.ts'
import { reportOf } from './report/report.ts'
import { callContextFor, openInside, surroundings } from './run/nesting.ts'
import { OwnBody, Scope } from './scope.ts'
import { type EarlyResults, earlyResultsFor } from './shared/early-results.ts'
import { TurnStop } from './stop.ts'
import type { CheckOptions } from './waits/check.ts'
import type { DependencyWait } from './waits/dependency.ts'
import type { Wait } from './waits/wait.ts'

/** What turns begin on. */
export interface TurnBase {
  readonly life: Life
  readonly check: CheckOptions
  /** What the model is shown of results, if that is bounded. */
  readonly budget: TurnBudget | undefined
  /** Makes what runs a turn's calls of `batch`, if there are any. */
  readonly batches: ((turn: EngineTurn, mayStream: boolean) => TurnBatches) | undefined
}

/** One turn: its calls in call order, whether they may start, and its end. What a single call does next is its life's. */
export class EngineTurn extends ShownById implements Turn, CallTurn {
  readonly id: string
  readonly waits: readonly Wait<CallRecord>[]
  readonly order: TurnOrder
  readonly mover: Life
  readonly keys: KeyLine
  readonly events: TurnEvents
  readonly scope: Scope = new Scope()
  readonly callContext: CallTurn['callContext']
  readonly share: Share
  readonly parent: EnclosingAttempt | undefined
  readonly batch: BatchParent | undefined
  readonly batches: TurnBatches | undefined
  readonly addPart: Turn['addPart']
  readonly calls: Calls = new Calls()
  readonly onFailure: FailurePolicy
  readonly mayResume: boolean
  /** What its calls may take over. */
  readonly early: EarlyResults | undefined
  readonly given: GivenResults | undefined
  readonly beganMs: number
  committed: boolean
  bounds: CallTurn['bounds']
  readonly #budget: TurnBudget | undefined
  readonly #ended = Promise.withResolvers<TurnReport>()
  readonly report: Promise<TurnReport> = this.#ended.promise
  readonly stopping: TurnStop = new TurnStop(this)
  readonly #dependency: DependencyWait | undefined
  /** Its last calls are coming in; then none comes any more. */
  #closing: 'no' | 'now' | 'done' = 'no'
  #done: TurnReport | undefined

  constructor(
    { life, check, budget, batches }: TurnBase,
    options: TurnOptions,
    batch?: BatchParent,
  ) {
    super()
    const { clock, onFailure, onEvent } = life.settings
    this.mover = life
    this.keys = life.keys
    this.batch = batch
    this.bounds = batch?.turn.bounds
    this.#budget = options.open && budget?.isDefault ? undefined : budget
    this.beganMs = clock.now()
    this.onFailure = options.onFailure ?? batch?.onFailure ?? onFailure
    this.id = options.id ?? randomId(clock, 'turn')
    this.events = new TurnEvents(life, this, [onEvent, options.onEvent])
    this.committed = options.open === true
    this.callContext = batch?.turn.callContext ?? callContextFor(options.context)
    const adopted = options.adopt instanceof EngineTurn ? options.adopt : undefined
    this.early = batch === undefined ? earlyResultsFor(this, adopted) : batch.early
    this.given = options.results && new GivenResults(options.results)
    this.mayResume = options.id !== undefined && options.fresh !== true
    // Steps run where the calls of the turn around them do. It stops them itself.
    const around = batch === undefined ? surroundings() : undefined
    this.parent = around?.parent ?? batch?.turn.parent
    this.share = batch?.turn.share ?? new Share(this.parent)
    const oneByOne = options.parallel === 'forbid'
    this.batches = batches?.(this, options.references !== true && !oneByOne)
    this.addPart = this.batches?.addPart
    const { waits, order, dependency } = life.begin({
      turn: this,
      check,
      references: options.references === true,
      oneByOne,
      batches: this.batches,
      commit: batch?.commit,
    })
    this.waits = waits
    this.order = order
    this.#dependency = dependency
    this.stopping.begin(around, options)
  }

  get signal(): AbortSignal {
    return this.stopping.signal
  }

  add(call: ToolCall, options?: AddOptions): Promise<ToolResult> {
    if (this.#closing === 'done')
      throw new UsageError(
        `Expected add() before the turn's end, got call "${readCall(call).name}" after it. Start a new turn for it.`,
      )
    const given = checkAdded(call, options)
    const record = this.#receive(call, this.nowMs(), given)
    if (given?.signal !== undefined) this.stopping.stopCallWith(record, given.signal)
    const told = whenTold(record)
    this.mover.flush()
    return told
  }

  commit(rest: readonly ToolCall[] = []): void {
    const calls = checkCalls(rest, 'rest', ' of turn.commit')
    if (this.#closing !== 'no') return
    this.#closing = 'now'
    if (this.stopping.cause === undefined) this.committed = true
    const early = this.calls.all.length
    this.extend(calls)
    this.batches?.drop({ message: 'The message ended without it.' })
    this.#closing = 'done'
    this.stopping.complete()
    if (this.stopping.cause === undefined) {
      this.events.committed()
      this.mover.records?.committed(this.calls.all)
      this.calls.commit(early)
    }
    this.mover.flush()
    this.#endIfDone()
  }

  discard(reason: string, rest: readonly ToolCall[] = []): void {
    anyText(reason, 'reason', ' of turn.discard')
    const calls = checkCalls(rest, 'rest', ' of turn.discard')
    if (this.#closing !== 'no') return
    this.#closing = 'now'
    this.events.discarded(reason)
    // From here on nothing starts, not even a read; so the rest can come in.
    this.stopping.stop({ kind: 'discarded', message: reason })
    this.extend(calls)
    this.mover.flush()
    this.#closing = 'done'
    this.#endIfDone()
  }

  extend(calls: readonly ToolCall[]): void {
    const nowMs = this.nowMs()
    for (const call of calls) this.#receive(call, nowMs)
  }

  suspend(options?: SuspendOptions): void {
    this.stopping.suspend(checkSuspendOptions(options, 'turn.suspend').withinMs)
  }

  setDeadline(deadlineMs: number): void {
    this.stopping.stopAfter(duration(deadlineMs, 'deadlineMs', ' of turn.setDeadline'))
  }

  cancel(callId?: string, reason = 'It was cancelled.'): void {
    const message = anyText(reason, 'reason', ' of turn.cancel')
    const cause = { kind: 'cancelled', message } as const
    if (callId === undefined) this.stopping.stop(cause)
    else this.mover.stopAll(this.calls.of(anyText(callId, 'callId', ' of turn.cancel')), cause)
  }

  [Symbol.asyncIterator](): AsyncIterator<TurnEvent> {
    return this.events.iterate()
  }

  /** It takes calls, and nothing has stopped it. */
  get isOpen(): boolean {
    return this.#closing === 'no' && this.stopping.causeForNew === undefined
  }

  /** A turn of steps has ended. */
  leave(): void {
    this.calls.pending -= 1
    this.#endIfDone()
  }

  nowMs(): number {
    return this.mover.settings.clock.now() - this.beganMs
  }

  remainingMs(): number {
    return Math.min(this.stopping.remainingMs(), this.batch?.turn.remainingMs() ?? Infinity)
  }

  settled(call: CallRecord): void {
    this.batches?.settled(call)
    this.stopping.settled(call)
  }

  tell(call: CallRecord, fault: unknown, nowMs: number): void {
    this.calls.told(call, fault)
    this.events.settled(call, nowMs)
    call.onTold?.()
    call.onTold = undefined
    const status = call.outcome?.status
    if (this.onFailure === 'cancel-rest' && (status === 'failed' || status === 'timed-out'))
      this.stopping.stopRest(call)
    this.#endIfDone()
  }

  #receive(given: ToolCall, nowMs: number, { run, sameAs }: AddOptions = {}): CallRecord {
    const call = this.calls.add(this, readCall(given), nowMs)
    this.mover.unfinished.add(call, 1)
    if (run !== undefined) call.body = new OwnBody(run, sameAs)
    this.#dependency?.note(call)
    this.batches?.take(call)
    const cause = this.stopping.causeForNew ?? this.bounds?.admit(call)
    if (cause !== undefined) this.stopping.stopNew(call, cause, () => this.events.received(call))
    else {
      this.events.received(call)
      if (this.committed) openInside(call)
      this.mover.wake(call)
    }
    return call
  }

  #endIfDone(): void {
    if (this.#closing !== 'done' || this.calls.pending > 0 || this.#done !== undefined) return
    this.stopping.end()
    this.mover.records?.others.owners.end(this.id)
    this.#done = reportOf(this, this.#budget)
    this.events.ended(this.#done)
    this.#ended.resolve(this.#done)
    this.batch?.ended(this.#done)
  }
}
