import type { CallRow, Row, WaitStretch } from '../../../timeline/row.ts'
import type { PlacedLane } from '../../layout/layout.ts'
import type { App } from '../state/app.ts'
import { boxOf, type Box } from './box.ts'
import { waitKind } from '../paint/kinds.ts'
import type { Pen } from '../paint/pen.ts'

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
  const blocker = app.picture.blockerOf(row, wait)
  if (blocker === undefined) return
  const [from, to] = [placeOf(pen, app, row), placeOf(pen, app, blocker)]
  if (from === undefined || to === undefined) return
  const [x1, x2] = [pen.x(wait.startMs), pen.x(wait.endMs ?? app.picture.nowMs)]
  // Straight up or down where both were there at the same time, near the end of that.
  const [left, right] = [Math.max(x1, to.x), Math.min(x2, to.x + to.width)]
  const isSameTime = left <= right
  const start = pen.clampX(isSameTime ? Math.max(left + (right - left) * 0.75, right - 24) : x2 - 3)
  const end = isSameTime ? start : Math.min(Math.max(start, to.x + 2), to.x + to.width - 2)
  arrow(
    pen,
    [start, from.y + from.height / 2],
    [end, to.y + to.height / 2],
    pen.colour(waitKind(wait)),
  )
}

/** With a rim, so that it is seen on bars, too. */
function arrow(
  pen: Pen,
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  colour: string,
): void {
  const { context } = pen
  const angle = Math.atan2(y2 - y1, x2 - x1)
  const head = (size: number): void => {
    context.beginPath()
    for (const turn of [0, 2.6, -2.6])
      context.lineTo(
        x2 + (turn === 0 ? 3 : size) * Math.cos(angle + turn),
        y2 + (turn === 0 ? 3 : size) * Math.sin(angle + turn),
      )
    context.closePath()
    context.fill()
  }
  for (const [rim, line] of [
    [pen.colour('ground'), 5],
    [colour, 2],
  ] as const) {
    pen.line(
      [
        [x1, y1],
        [x2, y2],
      ],
      rim,
      line,
    )
    context.fillStyle = rim
    head(line + 5)
    context.beginPath()
    context.arc(x1, y1, line === 5 ? 4.5 : 3, 0, 2 * Math.PI)
    context.fill()
  }
}

function placeOf(pen: Pen, app: App, row: Row): Box | undefined {
  const place = app.layout.places.get(row)
  return place && boxOf(pen, app, row, place)
}
