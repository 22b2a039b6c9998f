import type { Row } from '../../../timeline/row.ts'
import { lineBox, type Place } from '../../layout/layout.ts'
import { endOf, startOf } from '../../picture/lanes.ts'
import type { App } from '../state/app.ts'
import type { Pen } from '../paint/pen.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** No bar is narrower, in pixels. */
export const leastBar = 2

/** Where a bar lies, and what is around it. */
export interface BarBox {
  readonly top: number
  readonly height: number
  /** From where on, and as far as, a label may go. */
  readonly roomFrom: number
  readonly roomTo: number
  readonly nowMs: number
  /** When the turn's message was complete. */
  readonly committedMs: number
  /** The run goes on, or its trace breaks off: what is open has no end. */
  readonly isLive: boolean
}

/** Where all of a row is, from the top of the lanes. */
export function boxOf(pen: Pen, app: App, row: Row, place: Place): Box {
  const lane = app.layout.lanes[place.lane]
  if (lane === undefined) return { x: 0, y: 0, width: 0, height: 0 }
  const { top, height } = lineBox(lane, place.line)
  const from = pen.clampX(pen.x(lane.withWaits ? startOf(row) : firstStart(row)))
  const to = pen.clampX(pen.x(endOf(row, app.picture.nowMs)))
  const never = row.kind === 'call' && row.attempts.length === 0 ? height : 2
  return { x: from, y: top, width: Math.max(to - from, never), height }
}

function firstStart(row: Row): number {
  return row.kind === 'call'
    ? (row.attempts[0]?.startMs ?? row.settledMs ?? row.receivedMs)
    : row.startMs
}
