import type { WaitReason } from '../../call/report/result.ts'
import type { Role } from '../term/paint.ts'
import { cells } from '../term/text.ts'
import { plural, seconds } from '../term/time.ts'
import { workRole } from './bar.ts'
import type { CallRow, ModelRow, Row, Segment } from './row.ts'

export interface StatusText {
  readonly role: Role
  readonly text: string
}

const marks: Readonly<Record<string, string>> = {
  ok: '✓',
  failed: '✗',
  'timed-out': '✗',
  cancelled: '■',
  denied: '✗',
  skipped: '·',
  unknown: '?',
}

/** What a row says of itself at its right end: the longest form that fits. */
export function status(row: Row, nowMs: number, width: number): StatusText {
  const texts = row.kind === 'model' ? modelTexts(row, nowMs) : callTexts(row, nowMs)
  const text = texts.find((candidate) => cells(candidate) <= width) ?? texts.at(-1) ?? ''
  const role = row.kind === 'call' && row.state === 'waiting' ? 'faint' : workRole(row)
  return { role, text }
}

function modelTexts(row: ModelRow, nowMs: number): string[] {
  const time = seconds(spent(row, 'work', nowMs))
  if (row.state === 'failed') return [`✗ ${time} no message`, `✗ ${time}`]
  const made = row.calls > 0 ? plural(row.calls, 'call') : row.state === 'ok' ? 'answer' : ''
  return [`  ${time}  ${made}`.trimEnd(), `  ${time}`]
}

function callTexts(row: CallRow, nowMs: number): string[] {
  if (row.state === 'waiting') return waitTexts(row.segments.at(-1), nowMs)
  const time = seconds(spent(row, 'work', nowMs))
  if (row.state === 'running') {
    const again = row.attempts > 1 ? ` attempt ${row.attempts}` : ''
    return [`  ${time}${again}`, `  ${time}`]
  }
  const mark = marks[row.state] ?? ' '
  if (row.state === 'ok') {
    const tries = row.attempts > 1 ? ` in ${row.attempts} attempts` : ''
    return [`${mark} ${time}${tries}`, `${mark} ${time}`]
  }
  const word = row.state.replace('-', ' ')
  const short = [`${mark} ${word}`, word]
  return row.attempts === 0 ? short : [`${mark} ${time} ${word}`, ...short]
}

const waitWords: Readonly<Record<WaitReason, readonly [string, string]>> = {
  journal: ['waits for the journal', 'journal'],
  check: ['waits for its schema', 'schema'],
  commit: ['waits for the message', 'message'],
  join: ['runs in another turn of this id', 'runs elsewhere'],
  approval: ['waits for approval', 'approval'],
  outside: ['waits for a result from outside', 'from outside'],
  dependency: ['waits for a call', 'a call'],
  conflict: ['waits: conflict', 'conflict'],
  limit: ['waits for a slot', 'slot'],
  shared: ['waits for the same call', 'same call'],
  retry: ['waits to retry', 'retry'],
}

function waitTexts(wait: Segment | undefined, nowMs: number): string[] {
  if (wait?.reason === undefined) return ['  waits', 'waits']
  if (wait.untilMs !== undefined) {
    const left = `${Math.max(0, (wait.untilMs - nowMs) / 1_000).toFixed(1)} s`
    return [`  retry in ${left}`, `  ↻ ${left}`]
  }
  const [long, short] = waitWords[wait.reason]
  return [...details(wait).map((what) => `  waits for ${what}`), `  ${long}`, `  ${short}`]
}

/** A key and the call that holds it, or the key alone. */
function details({ reason, detail }: Segment): string[] {
  if (detail === undefined || reason === 'commit' || detail === 'concurrency') return []
  const key = detail.replace(/ \(.*$/, '')
  return key === detail ? [detail] : [detail, key]
}

/** The time that a row spent working or waiting, in milliseconds. */
function spent(row: Row, kind: Segment['kind'], nowMs: number): number {
  let total = 0
  for (const segment of row.segments)
    if (segment.kind === kind) total += (segment.endMs ?? nowMs) - segment.startMs
  return total
}
