import type { Paint } from '../term/paint.ts'
import { cells, clip, pad } from '../term/text.ts'
import { axisLength, ticks } from './axis.ts'
import { bar, type Scale } from './bar.ts'
import { elide } from './elide.ts'
import { layout, type Layout } from './layout.ts'
import type { Row } from './row.ts'
import { status } from './status.ts'

export interface RenderOptions {
  /** The terminal's width, in cells. */
  readonly columns: number
  /** The most lines; default: as many as it takes. */
  readonly height?: number
  /** Milliseconds since the run began. */
  readonly nowMs: number
  /** The shortest axis, in milliseconds, so that several timelines can share one. */
  readonly shortestMs?: number
  /** Nothing will change any more: the axis ends where the run did. */
  readonly final?: boolean
  readonly paint: Paint
}

/** Draws a timeline: an axis, then a line a row, and below a row that went wrong a line that says how. */
export function render(rows: readonly Row[], options: RenderOptions): string[] {
  if (rows.length === 0) return []
  const { columns, height = Infinity, nowMs, final = false, shortestMs = 1, paint } = options
  const faults = rows.filter(hasFaultLine).length
  const shown = elide(rows, height - 1 - (rows.length + faults < height ? faults : 0))
  const columnWidths = layout(shown.rows, columns)
  const lengthMs = nowMs <= shortestMs ? shortestMs : final ? nowMs : axisLength(nowMs)
  const scale: Scale = { lengthMs, width: columnWidths.bar, nowMs }
  const lines = [axisLine(columnWidths, lengthMs, paint)]
  shown.rows.forEach((row, index) => {
    const last = shown.rows[index + 1]?.kind !== 'call'
    lines.push(rowLine(row, last, columnWidths, scale, paint))
    if (hasFaultLine(row) && lines.length < height)
      lines.push(faultLine(row, last, columnWidths, columns, paint))
  })
  if (shown.rest) lines.push(indent(columnWidths, paint('faint', clip(shown.rest, columns - 2))))
  return lines.slice(0, height)
}

function axisLine({ margin, label, bar: width }: Layout, lengthMs: number, paint: Paint): string {
  let line = ''
  for (const { cell, text } of ticks(lengthMs, width)) line = pad(line, cell) + text
  return ' '.repeat(margin + label + 1) + paint('faint', line)
}

function rowLine(row: Row, last: boolean, widths: Layout, scale: Scale, paint: Paint): string {
  const { role, text } = status(row, scale.nowMs, widths.status)
  const line = `${label(row, last, widths.label, paint)} ${bar(row, scale, paint)} ${paint(role, text)}`
  return indent(widths, line)
}

function label(row: Row, last: boolean, width: number, paint: Paint): string {
  if (row.kind === 'model') return paint('strong', pad('model', width))
  const name = clip(row.name, width - 2)
  const room = width - 2 - cells(name) - 1
  const input = room >= 3 && row.input !== '' ? clip(row.input, room) : ''
  const padding = ' '.repeat(width - 2 - cells(name) - (input === '' ? 0 : 1 + cells(input)))
  const tail = input === '' ? '' : ` ${paint('faint', input)}`
  return `${paint('faint', last ? '└' : '├')} ${name}${tail}${padding}`
}

/** Of a time-out or a cancel the status says enough. */
function hasFaultLine(row: Row): boolean {
  return row.fault !== undefined && (row.state === 'failed' || row.state === 'denied')
}

function faultLine(row: Row, last: boolean, widths: Layout, columns: number, paint: Paint): string {
  const lead = row.kind === 'model' || last ? ' ' : paint('faint', '│')
  const text = clip(row.fault ?? '', columns - widths.margin - 4)
  return indent(widths, `${lead} ${paint('failed', text)}`)
}

function indent({ margin }: Layout, line: string): string {
  return ' '.repeat(margin) + line
}
