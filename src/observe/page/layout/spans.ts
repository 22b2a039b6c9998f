import type { CallRow, Row, Stretch } from '../../timeline/row.ts'
import { endOf, startOf } from '../picture/lanes.ts'
import { FreeLines } from '../../timeline/lanes.ts'

/** A row's place in a line of its lane: all of its time, or attempts of it. */
export interface Span {
  readonly row: Row
  readonly startMs: number
  readonly endMs: number
}

/** Spans that do not overlap, in the order of time. */
export type Line = readonly Span[]

/**
 * Puts spans into as few lines as they need: each into the first line that is free when it starts.
 *
 * @param leastMs so long a row's span counts at least.
 */
export function packed(spans: readonly Span[], leastMs: (row: Row) => number): Line[] {
  const free = new FreeLines()
  const lines: Span[][] = []
  for (const span of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const line = free.take(span.startMs, Math.max(span.endMs, span.startMs + leastMs(span.row)))
    const spans = lines[line]
    if (spans === undefined) lines[line] = [span]
    else spans.push(span)
  }
  return lines
}

/** Calls from their arrival to their result, with all their waits. */
export function wholeSpans(rows: readonly Row[], nowMs: number): Span[] {
  return rows.map((row) => ({ row, startMs: startOf(row), endMs: endOf(row, nowMs) }))
}

/** Calls without their waits: attempts that overlap are one span. A call that never started is where it ended. */
export function attemptSpans(calls: readonly CallRow[], nowMs: number): Span[] {
  return calls.flatMap((row): Span[] => {
    const spans: { row: Row; startMs: number; endMs: number }[] = []
    for (const { startMs, endMs = nowMs } of row.attempts.toSorted(byStart)) {
      const last = spans.at(-1)
      if (last !== undefined && startMs < last.endMs) last.endMs = Math.max(last.endMs, endMs)
      else spans.push({ row, startMs, endMs: Math.max(startMs, endMs) })
    }
    const endMs = endOf(row, nowMs)
    return spans.length > 0 ? spans : [{ row, startMs: endMs, endMs }]
  })
}

function byStart(a: Stretch, b: Stretch): number {
  return a.startMs - b.startMs
}
