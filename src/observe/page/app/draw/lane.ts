import { firstAfter } from '../../layout/find.ts'
import { lineBox, linesOf, type PlacedLane } from '../../layout/layout.ts'
import type { Line } from '../../layout/spans.ts'
import type { App } from '../state/app.ts'
import { drawCall, drawModel } from './bars.ts'
import type { BarBox } from './box.ts'
import type { Viewport } from '../chart/viewport.ts'
import { drawTitle } from './lane-title.ts'
import type { Pen } from '../paint/pen.ts'
import { PlainBars } from './thin-line.ts'

/** Draws a turn: its title, and what is seen of its lines. @returns how many bars. */
export function drawLane(pen: Pen, app: App, placed: PlacedLane, view: Viewport): number {
  const { context } = pen
  drawTitle(pen, app, placed, view)
  context.save()
  context.beginPath()
  context.rect(view.gutter - 4, placed.top, view.width - view.gutter + 4, placed.height)
  context.clip()
  drawCommit(pen, placed)
  let bars = 0
  for (const [at, line] of linesOf(placed).entries()) {
    const { top, height } = lineBox(placed, at)
    if (top + height < view.top || top > view.top + view.height) continue
    bars += drawLine(pen, app, placed, line, top, height)
  }
  context.restore()
  return bars
}

function drawLine(
  pen: Pen,
  app: App,
  placed: PlacedLane,
  line: Line,
  top: number,
  height: number,
): number {
  const { window, picture, marked } = app
  const { nowMs, firstMs } = picture
  const box = {
    top,
    height,
    nowMs,
    committedMs: committedMs(placed),
    isLive: picture.ending === undefined,
  }
  const plain = height < 12 && marked === undefined ? new PlainBars() : undefined
  let bars = 0
  for (let at = firstAfter(line, window.fromMs); at < line.length; at++) {
    const span = line[at]
    if (span === undefined || span.startMs > window.toMs) break
    bars++
    if (plain?.take(pen, span) === true) continue
    const { row } = span
    const next = line[at + 1]
    const before = line[at - 1]
    const roomFrom = Math.max(pen.left, before === undefined ? 0 : pen.x(before.endMs) + 4)
    const roomTo = Math.min(pen.right, next === undefined ? Infinity : pen.x(next.startMs) - 4)
    pen.context.globalAlpha = marked === undefined || marked.has(row) ? 1 : 0.18
    const around: BarBox = { ...box, roomFrom, roomTo }
    if (row.kind === 'model') drawModel(pen, row, firstMs.get(row), around)
    else drawCall(pen, row, around, placed.withWaits, span.startMs, span.endMs)
  }
  pen.context.globalAlpha = 1
  plain?.draw(pen, top, height, pen.colour('ok'))
  return bars
}

/** When a turn's message was complete: what ran before that began early. Of one that is not yet it is never. */
export function committedMs({ lane: { turns, models } }: PlacedLane): number {
  const turn = turns.at(-1)
  if (turn?.committedMs !== undefined) return turn.committedMs
  const model = models.at(-1)
  return model === undefined ? -Infinity : (model.endMs ?? Infinity)
}

/** A line down from the end of the message, past the calls that began before it. */
function drawCommit(pen: Pen, placed: PlacedLane): void {
  const atMs = committedMs(placed)
  const [first] = placed.lane.calls
  const isCrossed = first !== undefined && first.receivedMs < atMs
  if (!Number.isFinite(atMs) || !isCrossed || placed.lane.models.length === 0) return
  const x = Math.round(pen.clampX(pen.x(atMs))) + 0.5
  const bottom = placed.top + placed.height - 4
  pen.line(
    [
      [x, placed.linesTop],
      [x, bottom],
    ],
    pen.colour('model'),
    1,
    [2, 3],
  )
}
