import { visible } from '../../../../util/term/visible.ts'
import type { CallRow, ModelRow } from '../../../timeline/row.ts'
import { lengthText, tokensText } from '../../picture/time-text.ts'
import { attemptKind, type AttemptKind } from '../paint/kinds.ts'
import { mark } from '../paint/marks.ts'
import type { Pen } from '../paint/pen.ts'
import { leastBar, type BarBox } from './box.ts'

/** How long a request took, and its tokens: in its bar if that has room, else beside it. */
export function labelModel(
  pen: Pen,
  { startMs, endMs, usage }: ModelRow,
  from: number,
  first: number,
  to: number,
  box: BarBox,
): void {
  const time = `model ${lengthText((endMs ?? box.nowMs) - startMs)}`
  const tokens = usage
    ? `  ${tokensText(usage.inputTokens)} → ${tokensText(usage.outputTokens)}`
    : ''
  pen.font(11, 500)
  const middle = box.top + box.height / 2 + 0.5
  const inside = to - first - 10
  if (pen.width(time) <= inside)
    pen.text(time + tokens, first + 5, middle, inside, pen.colour('on-bar'))
  else beside(pen, time + tokens, from, to, middle, box, pen.colour('muted'))
}

/** Whose call it is: in the bar of its last attempt if that has room, else beside all of it, with how it ended. */
export function labelCall(pen: Pen, row: CallRow, box: BarBox): void {
  const { top, height, nowMs } = box
  const last = row.attempts.at(-1)
  const endMs = row.settledMs ?? nowMs
  const middle = top + height / 2 + 0.5
  const kind = last === undefined ? (row.state as AttemptKind) : attemptKind(row, last)
  const isPlain = kind === 'ok' || kind === 'running'
  const name = visible(row.name) + (row.attempts.length > 1 ? ` ×${row.attempts.length}` : '')
  pen.font(11, 500)
  if (last !== undefined && isPlain && isAlone(row)) {
    const from = Math.max(pen.left, pen.x(last.startMs))
    const room = Math.min(pen.right, pen.x(endMs)) - from - 8
    if (pen.width(name) <= room)
      return pen.text(
        `${name} ${lengthText(endMs - last.startMs)}`,
        from + 5,
        middle,
        room,
        pen.colour('on-bar'),
      )
  }
  const from = pen.clampX(pen.x(row.receivedMs))
  const end = Math.max(pen.x(endMs), pen.x(last?.startMs ?? 0) + leastBar)
  // A call that never started is a hollow square.
  let to = pen.clampX(last === undefined ? end + height : end)
  const colour = pen.colour(isPlain ? 'muted' : kind)
  if (
    last !== undefined &&
    !isPlain &&
    box.roomTo - to > 14 &&
    mark(pen, kind, to + 9, middle - 0.5, colour)
  )
    to += 13
  pen.font(11, 500)
  beside(pen, name, from, to, middle, box, colour)
}

/** The last attempt is not beside another. */
function isAlone({ attempts }: CallRow): boolean {
  const last = attempts.at(-1)
  return attempts.every((other) => other === last || (other.endMs ?? 0) <= (last?.startMs ?? 0))
}

/** On the right of a bar; on its left where there is room only there. */
function beside(
  pen: Pen,
  text: string,
  from: number,
  to: number,
  y: number,
  box: BarBox,
  colour: string,
): void {
  const [width, room] = [pen.width(text), box.roomTo - to - 5]
  if (width > room && width <= from - 5 - box.roomFrom)
    pen.label(text, from - 5 - width, y, width + 1, colour)
  else pen.label(text, to + 5, y, room, colour)
}
