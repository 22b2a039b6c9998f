import { lineBox, type PlacedLane } from '../../layout/layout.ts'
import type { Step } from '../../picture/critical-path.ts'
import type { App } from '../state/app.ts'
import type { Pen } from '../paint/pen.ts'

/** The critical path: a line under each stretch of it, and from one to the next. */
export function drawPath(pen: Pen, app: App, lanes: readonly PlacedLane[]): void {
  const { path } = app.picture
  const colour = pen.colour('path')
  const [first, last] = [lanes[0]?.index ?? 0, lanes.at(-1)?.index ?? -1]
  const heightOf = (step: Step): { lane: number; y: number } | undefined => {
    const place = app.layout.places.get(step.row)
    const lane = place && app.layout.lanes[place.lane]
    if (place === undefined || lane === undefined) return undefined
    const { top, height } = lineBox(lane, place.line)
    return { lane: place.lane, y: top + height + 1 }
  }
  let before: { readonly y: number; readonly lane: number } | undefined
  for (const step of path) {
    const at = heightOf(step)
    if (at === undefined) continue
    const isSeen = at.lane >= first && at.lane <= last
    const [x1, x2] = [pen.clampX(pen.x(step.startMs)), pen.clampX(pen.x(step.endMs))]
    if (before !== undefined && before.lane <= last && at.lane >= first && before.y !== at.y)
      pen.line(
        [
          [x1, before.y],
          [x1, at.y],
        ],
        colour,
        1.5,
      )
    // One that is seen to be a stretch of waiting is a broken line.
    if (isSeen)
      pen.line(
        [
          [x1, at.y],
          [Math.max(x2, x1 + 1), at.y],
        ],
        colour,
        2.5,
        step.kind === 'wait' ? [3, 2] : [],
      )
    before = at
  }
}
