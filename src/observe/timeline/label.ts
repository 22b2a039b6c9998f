import { oneLine, visible } from '../../util/term/visible.ts'
import type { CallRow, Row } from './row.ts'

/** Longer than any column, shorter than what a careless model may send. */
const longest = 200

/** A call's arguments in a few words: the values, for the names are the tool's. */
export function inputLabel(input: unknown): string {
  if (typeof input !== 'object' || input === null) return valueLabel(input)
  const values = Array.isArray(input) ? input : Object.values(input)
  let label = ''
  for (const value of values) {
    if (label.length >= longest) return cut(label)
    label += `${label === '' ? '' : ', '}${valueLabel(value)}`
  }
  return label.length > longest ? cut(label) : label
}

function valueLabel(value: unknown): string {
  if (value === undefined) return ''
  if (typeof value === 'string')
    return value.length > longest ? cut(visible(value.slice(0, longest))) : visible(value)
  if (typeof value !== 'object' || value === null) return String(value)
  return Array.isArray(value) ? `[${value.length}]` : '{…}'
}

/** Says that there is more. */
function cut(label: string): string {
  return `${label.slice(0, longest - 1)}…`
}

/** A call's arguments in short: those that it ran with. */
export function rowInput({ input, changed }: CallRow): string {
  return changed ? `${inputLabel(input)} (changed)` : inputLabel(input)
}

/** What went wrong, on one line; undefined if nothing did, and of a time-out or a cancel, of which the status says enough. */
export function rowFault(row: Row): string | undefined {
  if (row.kind === 'model')
    return row.state === 'failed' && row.stop ? oneLine(row.stop.message) || undefined : undefined
  if (row.fault === undefined || (row.state !== 'failed' && row.state !== 'denied'))
    return undefined
  // The row has the name already.
  return oneLine(row.fault.message).replace(`${visible(row.name)} failed: `, '') || undefined
}
