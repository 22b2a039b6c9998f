import { neverStarted } from '../../call/errors/call-failure.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import type { Bottleneck, PendingCall, TurnReport, TurnStats } from '../../call/report/report.ts'
import type { ToolResult, Wait, WaitReason } from '../../call/report/result.ts'
import type { TurnBudget } from '../budget/turn-budget.ts'
import type { CallRecord } from '../call-record.ts'
import type { Calls } from '../calls.ts'
import type { TurnEvents } from '../events/events.ts'
import type { GivenResults } from '../shared/given-results.ts'
import type { RunBounds } from '../shared/run-bounds.ts'
import type { TurnOrder } from '../keys/turn-order.ts'
import { arrayWith } from '../../util/without-literal.ts'
import { resultOf } from './result.ts'

/** A turn of which every call has settled. */
interface Ended {
  readonly id: string
  readonly calls: Calls
  readonly events: TurnEvents
  readonly order: TurnOrder
  readonly given: GivenResults | undefined
  readonly bounds: RunBounds<CallRecord> | undefined
}

/** Makes a turn's report. `budget`: what the model is shown of the results, if that is bounded. */
export function reportOf(
  { id, calls, events, order, given, bounds }: Ended,
  budget: TurnBudget | undefined,
): TurnReport {
  const whole: ToolResult[] = arrayWith()
  const pending: PendingCall[] = arrayWith()
  const { ok, stats } = sumUp(calls, whole, pending)
  const results = budget?.fit(whole, id, bounds?.maxTurnResultChars) ?? whole
  const ended = ok === results.length ? 'complete' : ok === 0 ? 'failed' : 'partial'
  const outcome = pending.length > 0 ? 'waiting' : ended
  // Those of steps come by either way.
  const own = [...calls.warnings(order.oneByOne), ...(given?.warnings() ?? [])]
  const warnings = [...new Set([...own, ...events.warnings()])]
  return { id, results, pending, outcome, stats, warnings }
}

// A turn's report is made once, by code that has had no time to become fast, over calls that have left the processor's
// caches: one loop, by index, costs a third of several over iterators.

/** Takes the results of calls, and those that are pending, in call order, how many are ok, and what their times come to. */
function sumUp(
  { all, peakConcurrency }: Calls,
  results: ToolResult[],
  pending: PendingCall[],
): { ok: number; stats: TurnStats } {
  let ok = 0
  let beganMs = Infinity
  let endedMs = 0
  let toolMs = 0
  const bottlenecks = new Bottlenecks()
  // A call only ever follows earlier ones, so that one pass in call order finds the longest chain.
  const chainsMs: number[] = []
  let criticalPathMs = 0
  for (let index = 0; index < all.length; index += 1) {
    const { result, turn, follows } = at(all, index)
    if (result === undefined) continue
    if (result.status !== 'waiting') results.push(result)
    else if (at(all, index).stopCause === undefined) pending.push(pendingCall(at(all, index)))
    else results.push(unanswered(at(all, index), result))
    if (result.status === 'ok') ok += 1
    const { receivedMs, settledMs, runMs, waits } = result.timing
    if (receivedMs < beganMs) beganMs = receivedMs
    if (settledMs > endedMs) endedMs = settledMs
    toolMs += runMs
    for (let number = 0; number < waits.length; number += 1) bottlenecks.add(at(waits, number))
    let chainMs = runMs
    for (let number = 0; number < follows.length; number += 1) {
      const before = at(follows, number)
      if (before.turn === turn) chainMs = Math.max(chainMs, (chainsMs[before.index] ?? 0) + runMs)
    }
    chainsMs.push(chainMs)
    if (chainMs > criticalPathMs) criticalPathMs = chainMs
  }
  const wallMs = Math.max(0, endedMs - Math.min(beganMs, endedMs))
  const stats = {
    wallMs,
    toolMs,
    speedup: wallMs > 0 ? toolMs / wallMs : 1,
    criticalPathMs,
    peakConcurrency,
    waitedMs: bottlenecks.waitedMs(),
    bottlenecks: bottlenecks.costliest(),
  }
  return { ok, stats }
}

/** The result of one that was stopped before its own came from outside. */
function unanswered(call: CallRecord, { timing }: ToolResult): ToolResult {
  const outcome = neverStarted(call.call.name, call.stopCause as StopCause, 'has no result')
  return resultOf(call, outcome, timing.settledMs)
}

function pendingCall({ key, call, ready }: CallRecord): PendingCall {
  return { id: key, name: call.name, input: ready?.input }
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T
}

/** More lines than this tell nobody more. */
const mostLost = 10

type Sum = { -readonly [Key in keyof Bottleneck]: Bottleneck[Key] }

/** What calls waited for, by reason and by what exactly. */
class Bottlenecks {
  readonly #lost: Sum[] = []
  readonly #byReason = new Map<WaitReason, Map<string | undefined, Sum>>()
  #last: Sum | undefined

  add({ reason, detail, startMs, endMs }: Wait): void {
    // Most wait for the same as the one before.
    const isSame = this.#last?.reason === reason && this.#last.detail === detail
    const sum = isSame ? (this.#last as Sum) : this.#sumOf(reason, detail)
    this.#last = sum
    sum.calls += 1
    sum.totalMs += endMs - startMs
  }

  /** Over all calls, by reason. */
  waitedMs(): Partial<Record<WaitReason, number>> {
    const waitedMs: Partial<Record<WaitReason, number>> = {}
    for (const { reason, totalMs } of this.#lost)
      waitedMs[reason] = (waitedMs[reason] ?? 0) + totalMs
    return waitedMs
  }

  #sumOf(reason: WaitReason, detail: string | undefined): Sum {
    let byDetail = this.#byReason.get(reason)
    if (byDetail === undefined) this.#byReason.set(reason, (byDetail = new Map()))
    let sum = byDetail.get(detail)
    if (sum === undefined) {
      sum = { reason, detail, calls: 0, totalMs: 0 }
      byDetail.set(detail, sum)
      this.#lost.push(sum)
    }
    return sum
  }

  /** What kept calls waiting that could have run, the costliest first. */
  costliest(): readonly Bottleneck[] {
    return this.#lost
      .filter(({ reason }) => reason !== 'commit')
      .sort((a, b) => b.totalMs - a.totalMs)
      .slice(0, mostLost)
  }
}
