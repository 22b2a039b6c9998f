import type { Row } from '../../../timeline/row.ts'
import { endOf, startOf } from '../../picture/lanes.ts'
import type { Picture } from '../../picture/picture.ts'
import type { App } from '../state/app.ts'
import { lengthText } from '../../picture/time-text.ts'
import type { Pen } from './pen.ts'

/** Per pixel of the overview: how many attempts were at work, how many calls waited, and whether a call failed. */
export interface Load {
  readonly work: Float64Array
  readonly waits: Float64Array
  readonly faults: Uint8Array
  readonly most: number
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
  let most = 1
  for (let column = 0; column < columns; column++) {
    work[column] = (work[column] ?? 0) + (work[column - 1] ?? 0)
    waits[column] = (waits[column] ?? 0) + (waits[column - 1] ?? 0)
    most = Math.max(most, (work[column] ?? 0) + (waits[column] ?? 0))
  }
  return { work, waits, faults, most }
}

/** All of the run in a strip: requests above, below them how much was at work and waited, and what of it is seen. */
export function drawOverview(pen: Pen, app: App, load: Load, width: number, height: number): void {
  const { context, palette } = pen
  context.setTransform(palette.ratio, 0, 0, palette.ratio, 0, 0)
  context.textBaseline = 'middle'
  pen.fill(0, 0, width, height, pen.colour('ground'))
  pen.aim(0, width, app.whole.fromMs, app.whole.toMs)
  for (const row of app.picture.rows)
    if (row.kind === 'model') drawRequest(pen, row, app.picture.nowMs)
  const [top, room] = [14, height - 18]
  for (let x = 0; x < width; x++) {
    const worked = ((load.work[x] ?? 0) / load.most) * room
    const waited = ((load.waits[x] ?? 0) / load.most) * room
    if (worked > 0) pen.fill(x, top + room - worked, 1, worked, pen.colour('ok'))
    context.globalAlpha = 0.35
    if (waited > 0) pen.fill(x, top + room - worked - waited, 1, waited, pen.colour('call'))
    context.globalAlpha = 1
    if (load.faults[x]) pen.fill(x - 1, top + room, 3, 4, pen.colour('failed'))
  }
  drawWindow(pen, app, width, height)
}

function drawRequest(pen: Pen, row: Row, nowMs: number): void {
  const from = pen.x(startOf(row))
  pen.fill(from, 4, Math.max(1, pen.x(endOf(row, nowMs)) - from), 6, pen.colour('model'))
}

function drawWindow(pen: Pen, app: App, width: number, height: number): void {
  if (app.fits) return
  const [from, to] = [pen.x(app.window.fromMs), pen.x(app.window.toMs)]
  const { context } = pen
  context.globalAlpha = 0.72
  pen.fill(0, 0, from, height, pen.colour('lane'))
  pen.fill(to, 0, width - to, height, pen.colour('lane'))
  context.globalAlpha = 1
  pen.frame(from + 1, 1, Math.max(3, to - from - 2), height - 2, pen.colour('accent'), 2)
  pen.font(10.5)
  const text = lengthText(app.window.toMs - app.window.fromMs)
  if (to - from > pen.width(text) + 12)
    pen.text(text, from + 6, 20, to - from, pen.colour('accent'))
}
