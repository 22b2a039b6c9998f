import { cells } from '../../util/term/text.ts'
import { visible } from '../../util/term/visible.ts'
import { rowInput } from './label.ts'
import type { Row } from './row.ts'

/** The columns of a timeline, in cells: margin, label, gap, bar, gap, status. */
export interface Layout {
  readonly margin: number
  readonly label: number
  readonly bar: number
  readonly status: number
}

const narrowest = 30

/** Shares a terminal's width between labels, bars and statuses; made for 40 columns and more. */
export function layout(rows: readonly Row[], columns: number): Layout {
  const width = Math.max(narrowest, Math.min(columns, 160))
  const margin = width < 60 ? 0 : 2
  const status = width < 56 ? 9 : width < 72 ? 14 : width < 100 ? 20 : 26
  const wanted = rows.reduce((most, row) => Math.max(most, labelWidth(row)), 'model'.length)
  const label = Math.min(wanted, Math.floor((width - margin - status) * 0.42))
  return { margin, label, bar: width - margin - label - status - 2, status }
}

function labelWidth(row: Row): number {
  if (row.kind === 'model') return 'model'.length
  const input = rowInput(row)
  return 2 + cells(visible(row.name)) + (input === '' ? 0 : 1 + cells(input))
}
