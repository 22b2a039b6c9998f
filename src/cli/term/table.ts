import { cells, pad } from '../../util/term/text.ts'

/** Lines of cells in columns: the first to the left, the others, which are numbers, to the right. */
export function table(rows: readonly (readonly string[])[], gap: number): string[] {
  const widths: number[] = []
  for (const row of rows)
    row.forEach((text, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cells(text))
    })
  return rows.map((row) =>
    row
      .map((text, column) => pad(text, widths[column] ?? 0, column === 0 ? 'end' : 'start'))
      .join(' '.repeat(gap)),
  )
}
