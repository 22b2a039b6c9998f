import type { TurnReport, TurnStats } from '../call/report.ts'
import type { ToolResult, WaitReason } from '../call/result.ts'
import type { Entry } from './entry.ts'

/** Makes a turn's report from its ledger, once every call has settled. */
export function makeReport(
  id: string,
  entries: readonly Entry[],
  watcherFault: unknown,
): TurnReport {
  const results = entries.map((entry) => entry.result as ToolResult)
  const warnings = entries.flatMap(({ effects }) => effects?.fault ?? [])
  if (watcherFault !== undefined)
    warnings.push(`An onEvent function threw: ${String(watcherFault)}`)
  return { id, results, outcome: outcomeOf(results), stats: statsOf(results), warnings }
}

function outcomeOf(results: readonly ToolResult[]): TurnReport['outcome'] {
  const ok = results.reduce((count, { status }) => count + (status === 'ok' ? 1 : 0), 0)
  if (ok === results.length) return 'complete'
  return ok === 0 ? 'failed' : 'partial'
}

function statsOf(results: readonly ToolResult[]): TurnStats {
  let beganMs = Infinity
  let endedMs = 0
  let workMs = 0
  let longestMs = 0
  const waitedMs: Partial<Record<WaitReason, number>> = {}
  for (const { timing } of results) {
    beganMs = Math.min(beganMs, timing.receivedMs)
    endedMs = Math.max(endedMs, timing.settledMs)
    workMs += timing.runMs
    longestMs = Math.max(longestMs, timing.runMs)
    for (const { reason, startMs, endMs } of timing.waits)
      waitedMs[reason] = (waitedMs[reason] ?? 0) + endMs - startMs
  }
  const wallMs = Math.max(0, endedMs - Math.min(beganMs, endedMs))
  return {
    wallMs,
    workMs,
    speedup: wallMs > 0 ? workMs / wallMs : 1,
    criticalPathMs: longestMs,
    widest: widestOf(results),
    waitedMs,
  }
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
