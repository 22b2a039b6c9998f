import { RetryBudget } from '../../attempt/retry-budget.ts'
import { breakerOpen, retryLater, type CallFailure } from '../../call/errors/call-failure.ts'
import type { AnyTool } from '../../call/tool.ts'
import { makeSlots } from '../../limit/concurrency.ts'
import { Limiter } from '../../limit/limiter.ts'
import { Limits } from '../../limit/limits.ts'
import type { Waiter } from '../../limit/lane.ts'
import type { WaitGraph } from '../../limit/loans.ts'
import { SharedTimers } from '../../util/shared-timers.ts'
import type { Ready } from '../../call/known.ts'
import type { CallRecord } from '../call-record.ts'
import type { JournalRecords } from '../journal-records.ts'
import type { EngineSettings } from '../options.ts'
import { waitsFor } from '../keys/stuck.ts'
import { allNeededBy } from '../keys/wait-graph.ts'
import type { SharedResults } from '../shared/shared-results.ts'
import type { Mover } from '../waits/wait.ts'
import { CallAttempts } from './call-attempts.ts'
import { Executors } from './executors.ts'
import type { Together } from './together.ts'
import { QueuedAttempt, type AttemptOwner } from './queued-attempt.ts'
import { GuardsOfTools } from './tool-guards.ts'

/** What the attempts of all calls of an engine have in common: limits, places to run, budgets. */
export class Attempts implements Together {
  readonly settings: EngineSettings
  readonly mover: Mover<CallRecord>
  readonly records: JournalRecords | undefined
  readonly shared: SharedResults
  readonly limiter: Limiter
  readonly limits: Limits
  readonly executors: Executors
  readonly retryBudget: RetryBudget | undefined
  readonly attemptClock: SharedTimers
  readonly guards: GuardsOfTools
  /** Those that have come into line since the last pump. */
  readonly #fresh: QueuedAttempt[] = []

  constructor(
    settings: EngineSettings,
    mover: Mover<CallRecord>,
    records: JournalRecords | undefined,
    shared: SharedResults,
  ) {
    const { clock, concurrency, limits, retryBudget } = settings
    this.settings = settings
    this.mover = mover
    this.records = records
    this.shared = shared
    const slots = makeSlots(concurrency)
    this.limiter = new Limiter(slots, graph, clock, () => mover.flush())
    this.executors = new Executors(settings)
    this.limits = new Limits(limits, clock, slots, () => this.executors.threadGate())
    this.retryBudget = retryBudget === false ? undefined : new RetryBudget(retryBudget)
    this.attemptClock = new SharedTimers(clock)
    this.guards = new GuardsOfTools(limits, () => clock.now())
  }

  /**
   * Makes ready for a tool.
   *
   * @throws {UsageError} if it names a limit that does not exist, or needs a package that is not installed.
   */
  admit(tool: AnyTool): void {
    this.limits.laneOf(tool)
  }

  /** The attempts of a call that nothing but the limits keeps back. */
  of(call: CallRecord, ready: Ready): CallAttempts {
    return new CallAttempts(this, call, ready)
  }

  /** Why calls of a tool are not to wait: its service has asked to be left alone for long, or has failed too often. */
  refusal(tool: AnyTool): CallFailure | undefined {
    let longestMs = 0
    for (const pause of this.limits.laneOf(tool).pauses)
      longestMs = Math.max(longestMs, pause.refusedMs())
    if (longestMs > 0) return retryLater(tool.name, longestMs)
    const { breakers } = this.guards.of(tool)
    return breakers?.isOpen === true ? breakerOpen(tool.name, breakers.waitMs()) : undefined
  }

  /** A service has asked to be left alone: the tool's named limits are paused, or refuse for longer than calls are made to wait. */
  pause(tool: AnyTool, retryAfterMs: number, told: AttemptOwner): void {
    const { clock, maxRetryAfterMs } = this.settings
    const untilMs = clock.now() + retryAfterMs
    const isTooLong = retryAfterMs > maxRetryAfterMs
    for (const pause of this.limits.laneOf(tool).pauses)
      if (isTooLong) pause.refuseUntil(untilMs)
      else pause.until(untilMs)
    if (isTooLong) this.refuseInLine(told)
  }

  refuseInLine(told: AttemptOwner): void {
    for (const waiter of this.limiter.inLine()) {
      if (!(waiter instanceof QueuedAttempt) || waiter.owner === told) continue
      const why = this.refusal(waiter.tool)
      if (why !== undefined) waiter.owner.refuse(why)
    }
  }

  enqueue(queued: QueuedAttempt, comesBack: boolean): void {
    this.limiter.enqueue(queued, comesBack)
    this.#fresh.push(queued)
  }

  /** Notes what those wait for who have come into line and did not start. */
  noteWaiting(): void {
    if (this.#fresh.length === 0) return
    const nowMs = this.settings.clock.now()
    for (const queued of this.#fresh) {
      const { call } = queued
      if (queued.queue === undefined || call.attempts?.isUnderWay !== false) continue
      const gate = this.limiter.closedGate(queued)
      call.turn.events.waiting(call, 'limit', gate?.name, undefined, nowMs - call.turn.beganMs)
    }
    this.#fresh.length = 0
  }

  close(): Promise<void> {
    return this.executors.close()
  }
}

/** Of attempts, as the graph of their calls has it. */
const graph: WaitGraph = {
  waitsFor: (lender, waiter, alone) =>
    lender instanceof QueuedAttempt &&
    waiter instanceof QueuedAttempt &&
    waitsFor(lender.call, waiter.call, alone),
  *neededBy(lenders) {
    for (const { attempts } of allNeededBy(callsOf(lenders))) yield attempts?.queued ?? []
  },
}

function callsOf(waiters: readonly Waiter[]): CallRecord[] {
  return waiters.flatMap((waiter) => (waiter instanceof QueuedAttempt ? [waiter.call] : []))
}
