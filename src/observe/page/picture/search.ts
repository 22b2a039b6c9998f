import type { Row } from '../../timeline/row.ts'

/** What a row can be found by, in lower case, and of which state of it. */
const known = new WeakMap<Row, { readonly stamp: string; readonly text: string }>()

/** The rows that hold all words of a query, in names, ids, inputs, results, errors and what was said; in the order of rows. */
export function searchRows(rows: readonly Row[], query: string): Row[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return []
  return rows.filter((row) => {
    const text = textOf(row)
    return words.every((word) => text.includes(word))
  })
}

function textOf(row: Row): string {
  const stamp = stampOf(row)
  const before = known.get(row)
  if (before?.stamp === stamp) return before.text
  const text = partsOf(row).join('\n').toLowerCase()
  known.set(row, { stamp, text })
  return text
}

/** What changes when a row does. */
function stampOf(row: Row): string {
  if (row.kind === 'call') return `${row.state} ${row.attempts.length} ${row.waits.length}`
  return `${row.state} ${row.said.length} ${row.reasoned.length}`
}

function partsOf(row: Row): string[] {
  if (row.kind === 'model')
    return ['model', row.heard, row.said, row.reasoned, row.stop?.message ?? '', row.state]
  const { name, callId, turnId, input, content, fault, state, attempts, waits } = row
  return [
    name,
    callId,
    turnId,
    state,
    plain(input),
    plain(content),
    plain(fault),
    ...attempts.map(({ fault }) => fault ?? ''),
    ...waits.map(({ reason = '', detail = '' }) => `${reason} ${detail}`),
  ]
}

/** Texts as they are, so that what is searched for need not be written as JSON writes it. */
function plain(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return String(value ?? '')
  return Object.entries(value)
    .map(([name, each]) => (Array.isArray(value) ? plain(each) : `${name}: ${plain(each)}`))
    .join('\n')
}
