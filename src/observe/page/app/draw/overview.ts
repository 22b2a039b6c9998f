import type { Row } from '../../../timeline/row.ts'
import { endOf, startOf } from '../../picture/lanes.ts'
import type { Picture } from '../../picture/picture.ts'
import type { App } from '../state/app.ts'
import { lengthText } from '../../picture/time-text.ts'
import type { Pen } from '../paint/pen.ts'

/** Per pixel of the overview: how many attempts were at work, how many calls waited, and whether a call failed. */
export interface Load {
  readonly work: Float64Array
  readonly waits: Float64Array
  readonly faults: Uint8Array
  readonly mostWork: number
  readonly mostWaits: number
}

export function loadOf(
  { rows, nowMs }: Picture,
  columns: number,
  fromMs: number,
  toMs: number,
): Load {
  const work = new Float64Array(columns + 1)
  const waits = new Float64Array(columns + 1)
  const faults = new Uint8Array(columns + 1)
  const at = (ms: number): number =>
    Math.max(0, Math.min(columns - 1, Math.floor(((ms - fromMs) / (toMs - fromMs)) * columns)))
  const add = (to: Float64Array, startMs: number, endMs: number): void => {
    const [from, until] = [at(startMs), at(Math.max(startMs, endMs)) + 1]
    to[from] = (to[from] ?? 0) + 1
    to[until] = (to[until] ?? 0) - 1
  }
  for (const row of rows) {
    if (row.kind === 'model') continue
    for (const { startMs, endMs = nowMs } of row.attempts) add(work, startMs, endMs)
    for (const { reason, startMs, endMs = nowMs } of row.waits)
      if (reason !== undefined && reason !== 'commit') add(waits, startMs, endMs)
    if (!['ok', 'running', 'waiting'].includes(row.state)) faults[at(row.settledMs ?? nowMs)] = 1
  }
  let [mostWork, mostWaits] = [1, 1]
  for (let column = 0; column < columns; column++) {
    work[column] = (work[column] ?? 0) + (work[column - 1] ?? 0)
    waits[column] = (waits[column] ?? 0) + (waits[column - 1] ?? 0)
    mostWork = Math.max(mostWork, work[column] ?? 0)
    mostWaits = Math.max(mostWaits, waits[column] ?? 0)
  }
  return { work, waits, faults, mostWork, mostWaits }
}

export interface Strip {
  readonly width: number
  readonly height: number
  readonly gutter: number
  readonly columns: number
}

/** All of the run in a strip: requests above, below them how much was at work and waited, and what of it is seen. */
export function drawOverview(pen: Pen, app: App, load: Load, strip: Strip): void {
  const { width, height, gutter, columns } = strip
  const { context } = pen
  pen.fill(0, 0, width, height, pen.colour('ground'))
  pen.aim(gutter, gutter + columns, app.whole.fromMs, app.whole.toMs)
  for (const row of app.picture.rows)
    if (row.kind === 'model') drawRequest(pen, row, app.picture.nowMs)
  const [top, room] = [15, height - 20]
  for (let column = 0; column < columns; column++) {
    const x = gutter + column
    const worked = ((load.work[column] ?? 0) / load.mostWork) * room
    const waited = ((load.waits[column] ?? 0) / load.mostWaits) * room
    // Each by its own measure, for thousands may wait while a few are at work.
    context.globalAlpha = 0.3
    if (waited > 0) pen.fill(x, top + room - waited, 1, waited, pen.colour('call'))
    context.globalAlpha = waited > 0 ? 0.85 : 1
    if (worked > 0) pen.fill(x, top + room - worked, 1, worked, pen.colour('ok'))
    context.globalAlpha = 1
    if (load.faults[column]) pen.fill(x - 1, top + room + 1, 3, 4, pen.colour('failed'))
  }
  if (gutter > 0) drawNames(pen, height, gutter)
  drawWindow(pen, app, strip)
}

function drawNames(pen: Pen, height: number, gutter: number): void {
  const names = [
    ['model', 'model', 9],
    ['calls at work', 'ok', height / 2 + 4],
    ['calls waiting', 'call', height / 2 + 18],
  ] as const
  pen.font(11)
  for (const [name, colour, y] of names) {
    pen.context.globalAlpha = colour === 'call' ? 0.5 : 1
    pen.fill(14, y - 4, 8, 8, pen.colour(colour))
    pen.context.globalAlpha = 1
    pen.text(name, 28, y, gutter - 30, pen.colour('muted'))
  }
}

function drawRequest(pen: Pen, row: Row, nowMs: number): void {
  const from = pen.x(startOf(row))
  pen.fill(from, 6, Math.max(1, pen.x(endOf(row, nowMs)) - from), 6, pen.colour('model'))
}

function drawWindow(pen: Pen, app: App, { width, height, gutter }: Strip): void {
  if (app.fits) return
  const [from, to] = [pen.x(app.window.fromMs), pen.x(app.window.toMs)]
  const { context } = pen
  context.globalAlpha = 0.72
  pen.fill(gutter, 0, from - gutter, height, pen.colour('lane'))
  pen.fill(to, 0, width - to, height, pen.colour('lane'))
  context.globalAlpha = 1
  pen.frame(from + 1, 1, Math.max(3, to - from - 2), height - 2, pen.colour('accent'), 2)
  pen.font(10.5)
  const text = lengthText(app.window.toMs - app.window.fromMs)
  if (to - from > pen.width(text) + 12)
    pen.label(text, from + 6, 22, to - from, pen.colour('accent'))
}
