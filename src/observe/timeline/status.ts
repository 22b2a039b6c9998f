import type { Role } from '../../util/term/paint.ts'
import { cells } from '../../util/term/text.ts'
import { plural, seconds } from '../../util/term/time.ts'
import { workRole } from './bar.ts'
import { coveredMs } from './call-row.ts'
import type { CallRow, ModelRow, Row } from './row.ts'
import { waitingTexts } from './wait-words.ts'

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
  const time = seconds((row.endMs ?? nowMs) - row.startMs)
  if (row.state === 'failed') return [`✗ ${time} no message`, `✗ ${time}`]
  const made = row.calls > 0 ? plural(row.calls, 'call') : row.state === 'ok' ? 'answer' : ''
  return [`  ${time}  ${made}`.trimEnd(), `  ${time}`]
}

function callTexts(row: CallRow, nowMs: number): string[] {
  if (row.unkept === true) return ['  not kept', 'not kept']
  if (row.state === 'waiting') return waitingTexts(row.waits.at(-1), nowMs)
  const time = seconds(coveredMs(row.attempts, nowMs))
  if (row.state === 'running') {
    const again = row.attempts.length > 1 ? ` attempt ${row.attempts.length}` : ''
    return [`  ${time}${again}`, `  ${time}`]
  }
  const mark = (Object.hasOwn(marks, row.state) && marks[row.state]) || ' '
  if (row.state === 'ok') {
    const tries = row.attempts.length > 1 ? ` in ${row.attempts.length} attempts` : ''
    return [`${mark} ${time}${tries}`, `${mark} ${time}`]
  }
  const word = row.state.replace('-', ' ')
  const short = [`${mark} ${word}`, word]
  return row.attempts.length === 0 ? short : [`${mark} ${time} ${word}`, ...short]
}
