import type { Lost, TurnReport, TurnStats } from '../call/report.ts'
import type { ToolResult, WaitReason } from '../call/result.ts'
import type { Entry } from './entry.ts'

/** Makes a turn's report from its ledger, once every call has settled. `results` are what the model is shown. */
export function makeReport(
  id: string,
  entries: readonly Entry[],
  results: readonly ToolResult[],
  warnings: readonly string[],
): TurnReport {
  return { id, results, outcome: outcomeOf(results), stats: statsOf(entries, results), warnings }
}

function outcomeOf(results: readonly ToolResult[]): TurnReport['outcome'] {
  const ok = results.reduce((count, { status }) => count + (status === 'ok' ? 1 : 0), 0)
  if (ok === results.length) return 'complete'
  return ok === 0 ? 'failed' : 'partial'
}

function statsOf(entries: readonly Entry[], results: readonly ToolResult[]): TurnStats {
  let beganMs = Infinity
  let endedMs = 0
  let workMs = 0
  const waitedMs: Partial<Record<WaitReason, number>> = {}
  for (const { timing } of results) {
    beganMs = Math.min(beganMs, timing.receivedMs)
    endedMs = Math.max(endedMs, timing.settledMs)
    workMs += timing.runMs
    for (const { reason, startMs, endMs } of timing.waits)
      waitedMs[reason] = (waitedMs[reason] ?? 0) + endMs - startMs
  }
  const wallMs = Math.max(0, endedMs - Math.min(beganMs, endedMs))
  return {
    wallMs,
    workMs,
    speedup: wallMs > 0 ? workMs / wallMs : 1,
    criticalPathMs: criticalPathOf(entries),
    widest: widestOf(results),
    waitedMs,
    lost: lostOf(results),
  }
}

/** A call only ever follows earlier ones, so that one pass in call order finds the longest chain. */
function criticalPathOf(entries: readonly Entry[]): number {
  const endsMs: number[] = []
  let longestMs = 0
  for (const { follows, runMs } of entries) {
    let beforeMs = 0
    for (const { index } of follows) beforeMs = Math.max(beforeMs, endsMs[index] ?? 0)
    endsMs.push(beforeMs + runMs)
    longestMs = Math.max(longestMs, beforeMs + runMs)
  }
  return longestMs
}

/** More lines than this tell nobody more. */
const mostLost = 10

/** What kept calls waiting that could have run, the costliest first. */
function lostOf(results: readonly ToolResult[]): readonly Lost[] {
  const lost: { -readonly [Key in keyof Lost]: Lost[Key] }[] = []
  const byReason = new Map<WaitReason, Map<string | undefined, (typeof lost)[number]>>()
  for (const { timing } of results)
    for (const { reason, detail, startMs, endMs } of timing.waits) {
      if (reason === 'commit') continue
      let byDetail = byReason.get(reason)
      if (byDetail === undefined) byReason.set(reason, (byDetail = new Map()))
      let one = byDetail.get(detail)
      if (one === undefined) {
        one = { reason, detail, calls: 0, totalMs: 0 }
        byDetail.set(detail, one)
        lost.push(one)
      }
      one.calls += 1
      one.totalMs += endMs - startMs
    }
  return lost.sort((a, b) => b.totalMs - a.totalMs).slice(0, mostLost)
}

/** The most calls between their first start and their end at one moment. */
function widestOf(results: readonly ToolResult[]): number {
  const starts: number[] = []
  const ends: number[] = []
  for (const { timing } of results)
    if (timing.startedMs !== undefined) {
      starts.push(timing.startedMs)
      ends.push(timing.settledMs)
    }
  starts.sort((a, b) => a - b)
  ends.sort((a, b) => a - b)
  let widest = 0
  let ended = 0
  for (const [index, start] of starts.entries()) {
    while (ended < ends.length && (ends[ended] as number) <= start) ended += 1
    widest = Math.max(widest, index + 1 - ended)
  }
  // A call of no time starts and ends in one moment; still, one was running.
  return Math.max(widest, starts.length > 0 ? 1 : 0)
}
