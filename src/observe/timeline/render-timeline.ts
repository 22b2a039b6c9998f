import type { RunEvent } from '../../agent/contract.ts'
import { positiveInteger, trueOrFalse } from '../../call/expect.ts'
import { expectReport } from '../../call/report/summary.ts'
import type { Exact } from '../../call/options/exact.ts'
import { optional, optionsCheck } from '../../call/options/option-list.ts'
import type { TurnEvent } from '../../call/report/event.ts'
import type { TurnReport } from '../../call/report/report.ts'
import { noPaint, painted, type Paint } from '../../util/term/paint.ts'
import type { TraceLine } from '../trace/line.ts'
import { render } from './render.ts'
import { reportRows } from './report-rows.ts'
import { makeTimeline } from './timeline.ts'
import type { Row } from './row.ts'

/** How a timeline is drawn. */
export interface TimelineOptions {
  /** Cells of the terminal, 30 to 160; default 80. */
  readonly columns?: number | undefined
  /** With the escape sequences of colours; default false. */
  readonly color?: boolean | undefined
}

const checkOptions = optionsCheck<TimelineOptions, 'columns' | 'color'>({
  columns: optional(positiveInteger, 80),
  color: optional(trueOrFalse, false),
})

/**
 * Draws what ran when, as text for a terminal: a line a call, light where it waited and heavy where it was at work, with what
 * it waited for.
 *
 * @param of the report of a turn, the lines of a trace, or events of a turn or a run, in order.
 * @returns lines, joined by line feeds; empty if nothing happened. No control character of an input is among them.
 * @throws {UsageError} if it is anything else, or for a wrong option.
 */
export function renderTimeline<Given = unknown>(
  of: TurnReport | Iterable<TraceLine | RunEvent | TurnEvent>,
  options?: Exact<TimelineOptions, Given>,
): string
export function renderTimeline(
  of: TurnReport | Iterable<TraceLine | RunEvent | TurnEvent>,
  options?: TimelineOptions,
): string {
  const { columns, color } = checkOptions(options, 'renderTimeline')
  const drawn = isEvents(of) ? rowsOfEvents(of) : rowsOfReport(of)
  return draw(drawn, columns, color ? painted : noPaint)
}

/** As {@link renderTimeline}, as a terminal shows colours. */
export function drawTimeline(lines: Iterable<TraceLine>, columns: number, paint: Paint): string {
  return draw(rowsOfEvents(lines), columns, paint)
}

function draw({ rows, endMs: nowMs }: Drawn, columns: number, paint: Paint): string {
  return render(rows, { columns, nowMs, final: true, paint }).join('\n')
}

interface Drawn {
  readonly rows: readonly Row[]
  readonly endMs: number
}

function isEvents<Event>(of: TurnReport | Iterable<Event>): of is Iterable<Event> {
  return typeof of === 'object' && of !== null && Symbol.iterator in of
}

function rowsOfEvents(events: Iterable<TraceLine | RunEvent | TurnEvent>): Drawn {
  const timeline = makeTimeline()
  for (const event of events) timeline.push(event)
  return timeline
}

function rowsOfReport(of: unknown): Drawn {
  const report = expectReport(of, 'of', ' of renderTimeline')
  const rows = reportRows(report)
  const endMs = rows.reduce((last, { settledMs = 0 }) => Math.max(last, settledMs), 0)
  return { rows, endMs }
}
