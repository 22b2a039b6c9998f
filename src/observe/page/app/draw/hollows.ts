import { visible } from '../../../../util/term/visible.ts'
import type { PlacedLane } from '../../layout/layout.ts'
import { lineBox, linesOf } from '../../layout/layout.ts'
import type { Hollow } from '../../layout/hollow.ts'
import type { App } from '../state/app.ts'
import type { Pen } from '../paint/pen.ts'

/** Calls of a later turn, hollow, where they could have been: beside the first of this one. */
export function drawHollows(
  pen: Pen,
  app: App,
  placed: PlacedLane,
  hollows: readonly Hollow[],
): void {
  let startMs = placed.endMs
  for (const { attempts, receivedMs } of placed.lane.calls)
    startMs = Math.min(startMs, attempts[0]?.startMs ?? receivedMs)
  let line = linesOf(placed).length
  for (const { missed, calls } of hollows)
    for (const row of calls) {
      const { top, height } = lineBox(placed, line++)
      const [first, endMs = app.picture.nowMs] = [
        row.attempts[0]?.startMs ?? row.receivedMs,
        row.settledMs,
      ]
      const from = pen.clampX(pen.x(startMs))
      const to = pen.clampX(pen.x(startMs + Math.max(0, endMs - first)))
      const colour = pen.colour('muted')
      pen.frame(from + 0.5, top + 0.5, Math.max(4, to - from - 1), height - 1, colour, 1, [4, 3])
      if (height < 12) continue
      pen.font(11)
      pen.label(
        `${visible(row.name)} of turn ${missed.turns[1]} could have been here`,
        Math.max(from, pen.left) + 6,
        top + height / 2 + 0.5,
        pen.right - from,
        colour,
      )
    }
}
