import { crc32 } from 'node:zlib'
import { faultError, type JournalFault } from '../../fault.ts'
import type { Row } from '../messages.ts'

type Value = Row['values'][number]
export type Table = 'calls' | 'runs' | 'messages'

/** A checksum, and what it covers. */
export interface Checksum {
  readonly column: string
  /** In words, for who restores it. */
  readonly what: string
  /** It is there if this is. */
  readonly present: string
  readonly covers: readonly string[]
  /** What else is there only with it. */
  readonly own?: readonly string[]
}

const call = ['turn', 'call', 'name', 'input'] as const
const agent = ['name', 'outer_turn', 'outer_call'] as const

/** Each record has its own, so that none has to be read to write another. The one of a key stays when a start is withdrawn. */
export const checksums: Readonly<Record<Table, readonly Checksum[]>> = {
  calls: [
    {
      column: 'key_sum',
      what: 'its key',
      present: 'key',
      covers: [...call, 'key', 'starts'],
      own: ['starts'],
    },
    {
      column: 'start_sum',
      what: 'its start',
      present: 'started',
      covers: [...call, 'key', 'started', 'starts'],
    },
    {
      column: 'result_sum',
      what: 'its result',
      present: 'settled',
      covers: [...call, 'result', 'settled'],
      own: ['result'],
    },
    {
      column: 'question_sum',
      what: 'its question',
      present: 'asked',
      covers: [...call, 'asked', 'resolved'],
      own: ['resolved'],
    },
    {
      column: 'decision_sum',
      what: 'its decision',
      present: 'decided',
      covers: ['turn', 'call', 'decision', 'reason', 'decided', 'changed'],
      own: ['decision', 'reason', 'changed'],
    },
    {
      column: 'outer_sum',
      what: 'where it began',
      present: 'outer_turn',
      covers: ['turn', 'call', 'outer_turn', 'outer_call'],
      own: ['outer_call'],
    },
  ],
  runs: [
    {
      column: 'head_sum',
      what: 'its format',
      present: 'run',
      covers: ['run', 'format', 'started', ...agent],
    },
    {
      column: 'start_sum',
      what: 'its first messages',
      present: 'run',
      covers: ['run', 'format', 'messages', 'started', ...agent],
    },
    {
      column: 'end_sum',
      what: 'its end',
      present: 'ended',
      covers: ['run', 'outcome', 'ended'],
      own: ['outcome'],
    },
  ],
  messages: [
    {
      column: 'sum',
      what: 'its text',
      present: 'run',
      covers: ['run', 'number', 'turn', 'messages', 'asked', 'calls', 'reply', 'at'],
    },
  ],
}

/** What a list of runs needs, which does not read their messages. */
export const summaryChecksums: readonly Checksum[] = checksums.runs.filter(
  ({ covers }) => !covers.includes('messages'),
)

/** The columns of a record's values, and the checksums that its statement takes after them. */
const records: Readonly<Record<Row['kind'], readonly number[][]>> = {
  'call.started': [[...columns(0, 5), 6], columns(0, 7)],
  'call.settled': [columns(0, 6)],
  'call.asked': [columns(0, 6)],
  'call.decided': [columns(0, 6)],
  'call.withdrawn': [],
  'run.started': [[0, 1, ...columns(3, 7)], columns(0, 7)],
  'run.message': [columns(0, 8)],
  'run.ended': [columns(0, 3)],
}

function columns(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at)
}

/** Where a record that may be a call's first has the call inside which its turn began, whose checksum is its last. */
const outerAt: Partial<Record<Row['kind'], number>> = {
  'call.started': 7,
  'call.settled': 6,
  'call.asked': 6,
}

/** The checksums of a record, in the order in which its statement takes them. */
export function checksumsOf({ kind, values }: Row): (number | null)[] {
  const at = outerAt[kind]
  const sums = records[kind].map((covers) => sumOf(values, covers))
  if (at === undefined) return sums
  return [...sums, (values[at] ?? null) === null ? null : sumOf(values, [0, 1, at, at + 1])]
}

function sumOf(values: Row['values'], covers: readonly number[]): number {
  return checksum(covers.map((at) => values[at] ?? null))
}

/**
 * CRC-32 of all values, so that a byte that has changed, of whichever, is noticed. What is missing at the end adds nothing:
 * so columns that a format adds leave the sums of older rows as they are.
 */
export function checksum(values: readonly Value[]): number {
  const covered = values.slice(0, values.findLastIndex((value) => value !== null) + 1)
  return crc32(covered.map((value) => value ?? '\u0001').join('\0'))
}

/** What its checksums should be. */
export function expectedOf(
  row: Readonly<Record<string, unknown>>,
  { present, covers }: Checksum,
): number | null {
  return row[present] === null ? null : checksum(covers.map((name) => (row[name] ?? null) as Value))
}

/**
 * Makes sure that a row is as it was written, as far as `sums` cover it, and is the one that was looked for.
 *
 * @throws {FanfoldError} `journal_corrupt`
 */
export function checkRow(
  path: string,
  table: Table,
  given: object,
  wanted: Readonly<Record<string, Value>>,
  sums: readonly Checksum[] = checksums[table],
): void {
  const row = given as Readonly<Record<string, unknown>>
  for (const [name, value] of Object.entries(wanted))
    if (row[name] !== value) throw faultError(damageFault(path, nameOf(table, wanted), name))
  for (const sum of sums) {
    if (row[sum.column] === expectedOf(row, sum) && !isOrphaned(row, sum)) continue
    throw faultError(damageFault(path, nameOf(table, row), sum.what))
  }
}

/** What is there without what it belongs to; or a column is gone, because its name was damaged. */
function isOrphaned(row: Readonly<Record<string, unknown>>, sum: Checksum): boolean {
  const { present, covers, own = [] } = sum
  if (covers.some((name) => row[name] === undefined)) return true
  return row[present] === null && own.some((name) => row[name] !== null)
}

function nameOf(table: Table, row: Readonly<Record<string, unknown>>): string {
  if (table === 'calls') return `call ${String(row['call'] ?? '')} of turn ${String(row['turn'])}`
  const run = `run ${String(row['run'])}`
  return table === 'runs' ? run : `message ${String(row['number'] ?? '')} of ${run}`
}

function damageFault(path: string, record: string, what: string): JournalFault {
  return {
    code: 'journal_corrupt',
    message:
      `The journal ${path} is damaged: of ${record}, ${what} is not what was written. ` +
      'Restore it from a copy, or move it away and start a new one.',
  }
}
