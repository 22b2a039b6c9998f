import { scaleLinear, scaleUtc } from 'd3-scale'
import { momentText } from '../../picture/time-text.ts'
import type { App } from '../state/app.ts'
import { axisHeight, type Viewport } from '../chart/viewport.ts'
import type { Pen } from '../paint/pen.ts'

/** Times in their round places: a grid under the lanes, and labels over them. */
export function drawAxis(
  pen: Pen,
  app: App,
  { width, height, gutter }: Viewport,
  part: 'grid' | 'labels',
): void {
  const { fromMs, toMs } = app.window
  const ticks = ticksOf(fromMs, toMs, Math.max(2, Math.floor((pen.right - gutter) / 90)))
  const stepMs = Math.abs((ticks[1] ?? toMs) - (ticks[0] ?? fromMs))
  if (part === 'grid') {
    for (const ms of ticks)
      pen.fill(Math.round(pen.x(ms)), axisHeight, 1, height, pen.colour('line'))
    return
  }
  pen.fill(0, 0, width, axisHeight, pen.colour('lane'))
  pen.fill(0, axisHeight - 1, width, 1, pen.colour('line'))
  pen.font(11)
  for (const ms of ticks) {
    const x = Math.round(pen.x(ms))
    const text = momentText(ms, stepMs)
    pen.fill(x, axisHeight - 6, 1, 5, pen.colour('muted'))
    const at = Math.min(x + 4, width - pen.width(text) - 3)
    if (x >= gutter - 1) pen.text(text, at, axisHeight / 2, 90, pen.colour('muted'))
  }
  drawEnd(pen, app, height)
}

/** Where a trace breaks off, or what happens now. */
function drawEnd(pen: Pen, app: App, height: number): void {
  const { ending, nowMs, rows } = app.picture
  if (ending !== undefined || rows.length === 0) return
  const x = Math.round(pen.x(nowMs)) + 0.5
  if (x < pen.left || x > pen.right + 8) return
  const isLive = app.connection !== 'none'
  const colour = pen.colour(isLive ? 'accent' : 'failed')
  pen.line(
    [
      [x, 4],
      [x, height],
    ],
    colour,
    1.5,
    isLive ? [] : [5, 4],
  )
  pen.font(10.5, 600)
  const text = isLive ? 'now' : 'the trace ends here'
  const wide = pen.width(text) + 10
  pen.fill(x - wide, 4, wide, 17, colour)
  pen.text(text, x - wide + 5, 13, wide, pen.colour('ground'))
}

/** By tens below a quarter of a minute, else as clocks count. */
function ticksOf(fromMs: number, toMs: number, count: number): number[] {
  if (toMs - fromMs < 15_000) return scaleLinear().domain([fromMs, toMs]).ticks(count)
  return scaleUtc().domain([fromMs, toMs]).ticks(count).map(Number)
}
