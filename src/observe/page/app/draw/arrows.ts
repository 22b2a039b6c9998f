import type { CallRow, Row, WaitStretch } from '../../../timeline/row.ts'
import type { PlacedLane } from '../../layout/layout.ts'
import type { App } from '../state/app.ts'
import { boxOf } from './box.ts'
import { waitKind } from './kinds.ts'
import type { Pen } from './pen.ts'

/** As many as can still be told apart, and drawn in no time. */
const most = 400

/** From a wait to the call that was in the way: of what is pointed at or open, or of all that is seen. */
export function drawArrows(pen: Pen, app: App, lanes: readonly PlacedLane[]): void {
  const rows = new Set([app.hovered, app.chosen, app.focused].filter((row) => row !== undefined))
  if (app.showArrows)
    for (const { lane } of lanes) {
      if (rows.size >= most) break
      for (const row of lane.calls) {
        if (row.waits.some(({ by }) => by !== undefined)) rows.add(row)
        if (rows.size >= most) break
      }
    }
  for (const row of rows)
    if (row.kind === 'call') for (const wait of row.waits) drawArrow(pen, app, row, wait)
}

function drawArrow(pen: Pen, app: App, row: CallRow, wait: WaitStretch): void {
  const { by } = wait
  const blocker = by && app.picture.find(by.turnId, by.callId)
  if (blocker === undefined || blocker === row) return
  const [from, to] = [edgeOf(pen, app, row), edgeOf(pen, app, blocker)]
  if (from === undefined || to === undefined) return
  const x1 = pen.clampX(pen.x(wait.endMs ?? app.picture.nowMs))
  const x2 = Math.min(to.right, x1)
  const isAbove = to.middle < from.middle
  const y1 = isAbove ? from.top : from.bottom
  const y2 = isAbove ? to.bottom : to.top
  const { context } = pen
  const colour = pen.colour(waitKind(wait))
  const bend = x1 + 14
  context.strokeStyle = context.fillStyle = colour
  context.lineWidth = 2
  context.beginPath()
  context.moveTo(x1 - 1, y1)
  context.bezierCurveTo(bend, y1, bend, y2 + (isAbove ? 12 : -12), x2 - 3, y2 + (isAbove ? 6 : -6))
  context.stroke()
  context.beginPath()
  const tip = isAbove ? 1 : -1
  context.moveTo(x2 - 4, y2)
  context.lineTo(x2 - 8, y2 + 8 * tip)
  context.lineTo(x2 + 1, y2 + 7 * tip)
  context.fill()
}

function edgeOf(
  pen: Pen,
  app: App,
  row: Row,
): { right: number; top: number; bottom: number; middle: number } | undefined {
  const place = app.layout.places.get(row)
  if (place === undefined) return undefined
  const { x, y, width, height } = boxOf(pen, app, row, place)
  return { right: x + width, top: y, bottom: y + height, middle: y + height / 2 }
}
