import type { Row } from '../../../timeline/row.ts'
import { lanesBetween } from '../../layout/find.ts'
import type { Place } from '../../layout/layout.ts'
import { hollowsOf } from '../../layout/hollow.ts'
import { axisHeight, marginRight, type Viewport } from '../chart/viewport.ts'
import type { App } from '../state/app.ts'
import { drawArrows } from './arrows.ts'
import { drawAxis } from './axis.ts'
import { boxOf } from './box.ts'
import { drawHollows } from './hollows.ts'
import { drawLane } from './lane.ts'
import { drawPath } from './path.ts'
import type { Pen } from '../paint/pen.ts'

/** Draws what is seen of the chart, and nothing else. @returns how many bars that was. */
export function drawChart(pen: Pen, app: App, view: Viewport): number {
  const { context } = pen
  const { width, height, gutter } = view
  pen.fill(0, 0, width, height, pen.colour('ground'))
  pen.aim(gutter, width - marginRight, app.window.fromMs, app.window.toMs)
  drawAxis(pen, app, view, 'grid')
  const lanes = lanesBetween(app.layout, view.top, view.top + height - axisHeight)
  const hollows = app.missed.length > 0 ? hollowsOf(app.missed, app.picture.lanes) : undefined
  let bars = 0
  context.save()
  context.beginPath()
  context.rect(0, axisHeight, width, height)
  context.clip()
  context.translate(0, axisHeight - view.top)
  for (const { top, height } of lanes) pen.fill(0, top + height - 1, width, 1, pen.colour('line'))
  // Under the bars and their labels, which it would cross.
  clippedToTime(pen, view, () => app.showPath && drawPath(pen, app, lanes))
  for (const lane of lanes) {
    bars += drawLane(pen, app, lane, view)
    const own = hollows?.get(lane.lane.turn)
    if (own !== undefined) clippedToTime(pen, view, () => drawHollows(pen, app, lane, own))
  }
  clippedToTime(pen, view, () => {
    drawArrows(pen, app, lanes)
    drawChosen(pen, app, view)
  })
  context.restore()
  drawAxis(pen, app, view, 'labels')
  return bars
}

function clippedToTime(
  { context }: Pen,
  { gutter, width, top, height }: Viewport,
  draw: () => unknown,
): void {
  context.save()
  context.beginPath()
  context.rect(gutter - 4, top, width - gutter + 4, height)
  context.clip()
  draw()
  context.restore()
}

/** Frames around what is open, what the mouse points at, and where the keyboard is. */
function drawChosen(pen: Pen, app: App, { hasKeyboard }: Viewport): void {
  const outline = (row: Row | undefined, colour: string, dash: number[]): void => {
    const place: Place | undefined = row && app.layout.places.get(row)
    if (row === undefined || place === undefined) return
    const { x, y, width, height } = boxOf(pen, app, row, place)
    pen.frame(x - 2, y - 2, width + 4, height + 4, colour, 2, dash)
  }
  if (app.hovered !== app.chosen) outline(app.hovered, pen.colour('muted'), [])
  outline(app.chosen, pen.colour('accent'), [])
  if (hasKeyboard && app.focused !== app.chosen) outline(app.focused, pen.colour('ink'), [4, 3])
}
