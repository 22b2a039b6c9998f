import type { Contestant } from '../contest.ts'
import { none, type Figures, type Table } from './column.ts'
import type { Stored } from './results.ts'

const longestError = 160

function cellOf(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ')
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

/** A Markdown table with a contestant a row; what it lacks, or failed with, stands in its first column. */
export function rowsOf(
  table: Table,
  contestants: readonly Contestant[],
  cells: Readonly<Record<string, Stored>>,
): readonly string[] {
  const { columns } = table
  const floor = figuresOf(cells['floor'])
  const rows = contestants.flatMap(({ name, label }) => {
    const stored = cells[name]
    if (stored === undefined) return []
    const figures = figuresOf(stored)
    if (figures !== undefined)
      return [line([label, ...columns.map(({ show }) => cellOf(show(figures, floor)))])]
    const why = cellOf(whyNot(stored)).slice(0, longestError)
    return [line([label, why, ...columns.slice(1).map(() => none)])]
  })
  return [
    line(['', ...columns.map(({ heading }) => heading)]),
    line(['---', ...columns.map(() => '---:')]),
    ...rows,
  ]
}

function figuresOf(stored: Stored | undefined): Figures | undefined {
  return stored?.cell.kind === 'measured' ? stored.cell.figures : undefined
}

function whyNot({ cell }: Stored): string {
  if (cell.kind === 'lacks') return cell.why
  return cell.kind === 'failed' ? `did not run: ${cell.error}` : ''
}
