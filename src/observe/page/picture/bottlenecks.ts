import type { Bottleneck } from '../../../call/report/report.ts'
import type { CallRow } from '../../timeline/row.ts'
import type { Lane } from './lanes.ts'

/** Parallelism that a run lost to one cause, and the calls that waited. */
export interface RunBottleneck extends Bottleneck {
  readonly rows: readonly CallRow[]
}

const most = 12

/** What the turns say was waited for, added up over the run, the costliest first. */
export function bottlenecksOf(lanes: readonly Lane[]): RunBottleneck[] {
  const found = new Map<string, RunBottleneck>()
  for (const lane of lanes)
    for (const { stats } of lane.turns)
      for (const { reason, detail, calls, totalMs } of stats?.bottlenecks ?? []) {
        const key = `${reason}\n${detail ?? ''}`
        const before = found.get(key) ?? { calls: 0, totalMs: 0, rows: [] }
        const waited = lane.calls.filter(({ waits }) =>
          waits.some((wait) => wait.reason === reason && (wait.detail ?? '') === (detail ?? '')),
        )
        found.set(key, {
          reason,
          detail,
          calls: before.calls + calls,
          totalMs: before.totalMs + totalMs,
          rows: [...before.rows, ...waited],
        })
      }
  return [...found.values()].toSorted((a, b) => b.totalMs - a.totalMs).slice(0, most)
}
