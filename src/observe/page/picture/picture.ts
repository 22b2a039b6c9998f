import type { CallRow, Row, WaitStretch } from '../../timeline/row.ts'
import type { TraceEnd, TraceHeader } from '../../trace/line.ts'
import { bottlenecksOf, type RunBottleneck } from './bottlenecks.ts'
import { criticalPathOf, type Step } from './critical-path.ts'
import { lanesOf, type Lane } from './lanes.ts'
import type { PageRun } from './page-run.ts'
import { timeShares, type TimeShare } from './time-shares.ts'
import { totalsOf, type Totals } from './totals.ts'
import { stateWords } from './words.ts'

/** All that a page says of a run, at one moment of it. */
export interface Picture {
  readonly rows: readonly Row[]
  readonly lanes: readonly Lane[]
  readonly path: readonly Step[]
  readonly shares: readonly TimeShare[]
  readonly bottlenecks: readonly RunBottleneck[]
  readonly totals: Totals
  readonly header: TraceHeader | undefined
  readonly ending: TraceEnd | undefined
  readonly nowMs: number
  readonly unknownLines: number
  readonly unreadableLines: number
  /** When the first piece of a request's message came. */
  readonly firstMs: ReadonlyMap<Row, number>
  /** The call that was in the way of a row. */
  blockerOf(row: CallRow, wait: WaitStretch): CallRow | undefined
  /** In words. */
  stateOf(row: Row): string
}

export function pictureOf(run: PageRun, nowMs: number): Picture {
  const { rows, header, ending, unknownLines, unreadableLines, firstMs, blockerOf } = run
  const lanes = lanesOf(rows, run.turns)
  const path = criticalPathOf(lanes, nowMs, blockerOf)
  const startMs = path[0]?.startMs ?? 0
  return {
    rows,
    lanes,
    path,
    shares: timeShares(path, nowMs - Math.min(0, startMs)),
    bottlenecks: bottlenecksOf(lanes),
    totals: totalsOf(lanes, nowMs),
    header,
    ending,
    nowMs,
    unknownLines,
    unreadableLines,
    firstMs,
    blockerOf,
    stateOf: (row) =>
      run.unheard.has(row) && (row.state === 'waiting' || row.state === 'running')
        ? 'how it ended is not in the trace'
        : stateWords(row.state),
  }
}
