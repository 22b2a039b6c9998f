import type { Paint, Role } from '../../util/term/paint.ts'
import { cells, clip, pad } from '../../util/term/text.ts'
import { axisLength, ticks } from './axis.ts'
import { bar, type Scale } from './bar.ts'
import { elide } from './elide.ts'
import { rowFault, rowInput } from './label.ts'
import { layout, type Layout } from './layout.ts'
import type { Row } from './row.ts'
import { status } from './status.ts'
import { visible } from '../../util/term/visible.ts'
import { waitedTexts } from './wait-words.ts'

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

const none: readonly Note[] = []

/** Shorter waits than this share of the picture need no words. */
const notedShare = 0.05

/**
 * Draws a timeline: an axis, then a line a row, and below it what went wrong and, once it is final, what the call has waited
 * for.
 */
export function render(rows: readonly Row[], options: RenderOptions): string[] {
  if (rows.length === 0) return []
  const { columns, height = Infinity, nowMs, final = false, shortestMs = 1, paint } = options
  const lengthMs = nowMs <= shortestMs ? shortestMs : final ? nowMs : axisLength(nowMs)
  const notesOf = (row: Row): readonly Note[] => notes(row, final ? lengthMs : undefined)
  const noted = rows.reduce((sum, row) => sum + notesOf(row).length, 0)
  const shown = elide(rows, height - 1 - (rows.length + noted < height ? noted : 0))
  const columnWidths = layout(shown.rows, columns)
  const scale: Scale = { lengthMs, width: columnWidths.bar, nowMs }
  const lines = [axisLine(columnWidths, lengthMs, paint)]
  shown.rows.forEach((row, index) => {
    const last = shown.rows[index + 1]?.kind !== 'call'
    lines.push(rowLine(row, last, columnWidths, scale, paint))
    for (const note of notesOf(row))
      if (lines.length < height) lines.push(noteLine(note, row, last, columnWidths, columns, paint))
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
  const name = clip(visible(row.name), width - 2)
  const room = width - 2 - cells(name) - 1
  const wholeInput = rowInput(row)
  const input = room >= 3 && wholeInput !== '' ? clip(wholeInput, room) : ''
  const padding = ' '.repeat(width - 2 - cells(name) - (input === '' ? 0 : 1 + cells(input)))
  const tail = input === '' ? '' : ` ${paint('faint', input)}`
  return `${paint('faint', last ? '└' : '├')} ${name}${tail}${padding}`
}

/** What stands below a row. */
interface Note {
  readonly role: Role
  readonly text: string
}

/** What went wrong, and of a picture that is `finalMs` long and will not change what a call has waited for. */
function notes(row: Row, finalMs: number | undefined): readonly Note[] {
  const fault = rowFault(row)
  const waited =
    row.kind === 'model' || finalMs === undefined ? [] : waitedTexts(row, finalMs * notedShare)
  if (fault === undefined && waited.length === 0) return none
  const faults: Note[] = fault === undefined ? [] : [{ role: 'failed', text: fault }]
  return [...waited.map((text): Note => ({ role: 'faint', text })), ...faults]
}

function noteLine(
  { role, text }: Note,
  row: Row,
  last: boolean,
  widths: Layout,
  columns: number,
  paint: Paint,
): string {
  const lead = row.kind === 'model' || last ? ' ' : paint('faint', '│')
  return indent(widths, `${lead} ${paint(role, clip(text, columns - widths.margin - 4))}`)
}

function indent({ margin }: Layout, line: string): string {
  return ' '.repeat(margin) + line
}
