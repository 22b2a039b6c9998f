import { coveredMs } from '../../timeline/call-row.ts'
import type { Lane } from './lanes.ts'

/** What a run was in numbers. */
export interface Totals {
  readonly turns: number
  readonly calls: number
  /** Of the calls, how many ended otherwise than `ok`. */
  readonly notOk: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** The time of all attempts added up, in milliseconds. */
  readonly toolMs: number
  /** How many times as fast the calls were as one by one: `toolMs` by the time in which any was there. */
  readonly speedup: number
}

export function totalsOf(lanes: readonly Lane[], nowMs: number): Totals {
  let [calls, notOk, inputTokens, outputTokens, toolMs, wallMs] = [0, 0, 0, 0, 0, 0]
  for (const lane of lanes) {
    calls += lane.calls.length
    for (const { usage } of lane.models) {
      inputTokens += usage?.inputTokens ?? 0
      outputTokens += usage?.outputTokens ?? 0
    }
    for (const { state, attempts } of lane.calls) {
      if (state !== 'ok' && state !== 'running' && state !== 'waiting') notOk++
      for (const { startMs, endMs = nowMs } of attempts) toolMs += Math.max(0, endMs - startMs)
    }
    const stretches = lane.calls.flatMap(({ receivedMs: startMs, settledMs: endMs = nowMs }) => ({
      startMs,
      endMs,
    }))
    wallMs += coveredMs(
      stretches.toSorted((a, b) => a.startMs - b.startMs),
      nowMs,
    )
  }
  const speedup = wallMs > 0 ? toolMs / wallMs : 1
  return { turns: lanes.length, calls, notOk, inputTokens, outputTokens, toolMs, speedup }
}
