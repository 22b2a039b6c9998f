import { isRole, type Paint, type Role } from '../../util/term/paint.ts'
import type { Row, Stretch } from './row.ts'

/** A light line is a wait, a heavy one work. Two halves a cell, so that a bar is twice as exact as its cells. */
const glyphs: Readonly<Record<string, string>> = {
  'none none': ' ',
  'none wait': '╶',
  'none work': '╺',
  'wait none': '╴',
  'wait wait': '─',
  'wait work': '╼',
  'work none': '╸',
  'work wait': '╾',
  'work work': '━',
}

interface Half {
  readonly kind: 'none' | 'wait' | 'work'
  readonly role?: Role
}

export interface Scale {
  readonly lengthMs: number
  /** In cells. */
  readonly width: number
  /** Where what still goes on ends. */
  readonly nowMs: number
}

/** A row's time as a line of `width` cells. */
export function bar(row: Row, scale: Scale, paint: Paint): string {
  const halves = halvesOf(row, scale)
  let line = ''
  let run = ''
  let role: Role | undefined
  for (let cell = 0; cell < scale.width; cell++) {
    const left = halves[2 * cell] ?? { kind: 'none' }
    const right = halves[2 * cell + 1] ?? { kind: 'none' }
    const cellRole = (left.kind === 'work' ? left.role : right.role) ?? left.role
    if (cellRole !== role) {
      line += role === undefined ? run : paint(role, run)
      run = ''
      role = cellRole
    }
    run += glyphs[`${left.kind} ${right.kind}`] ?? ' '
  }
  return line + (role === undefined ? run : paint(role, run))
}

function halvesOf(row: Row, { lengthMs, width, nowMs }: Scale): Half[] {
  const halves: Half[] = Array.from({ length: 2 * width }, () => ({ kind: 'none' }))
  const halfAt = (ms: number): number => Math.round((ms / lengthMs) * 2 * width)
  const draw = ({ startMs, endMs = nowMs }: Stretch, half: Half): void => {
    const from = Math.min(halfAt(startMs), 2 * width - 1)
    const to = halfAt(endMs)
    // The shortest work is still seen; the shortest wait need not be.
    const end = half.kind === 'work' ? Math.max(to, from + 1) : to
    for (let at = from; at < Math.min(end, halves.length); at++) halves[at] = half
  }
  const work: Half = { kind: 'work', role: workRole(row) }
  if (row.kind === 'model') draw(row, work)
  else {
    for (const wait of row.waits) draw(wait, { kind: 'wait', role: 'faint' })
    for (const attempt of row.attempts)
      draw(attempt, attempt.failed === true ? { kind: 'work', role: 'failed' } : work)
  }
  return halves
}

/** The colour of a row's work. */
export function workRole(row: Row): Role {
  if (row.kind === 'model') return row.state === 'failed' ? 'failed' : 'model'
  if (row.state === 'waiting') return 'running'
  // A later version may have states of its own.
  return isRole(row.state) ? row.state : 'unknown'
}
