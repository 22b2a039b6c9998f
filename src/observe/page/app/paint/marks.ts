import type { Pen } from './pen.ts'
import type { AttemptKind } from './kinds.ts'

/** Small signs of how a call ended, so that colour is not all that says so. */
export function mark(pen: Pen, kind: AttemptKind, x: number, y: number, colour: string): boolean {
  const { context } = pen
  const r = 3
  switch (kind) {
    case 'failed':
      pen.line(
        [
          [x - r, y - r],
          [x + r, y + r],
        ],
        colour,
        1.6,
      )
      pen.line(
        [
          [x - r, y + r],
          [x + r, y - r],
        ],
        colour,
        1.6,
      )
      return true
    case 'timed-out':
      circle(pen, x, y, r + 0.8, colour)
      pen.line(
        [
          [x, y - 2.2],
          [x, y],
          [x + 2, y + 0.8],
        ],
        colour,
        1.3,
      )
      return true
    case 'denied':
      circle(pen, x, y, r + 0.8, colour)
      pen.line(
        [
          [x - 2.4, y],
          [x + 2.4, y],
        ],
        colour,
        1.4,
      )
      return true
    case 'cancelled':
      context.fillStyle = colour
      context.fillRect(x - r + 0.5, y - r + 0.5, 2 * r - 1, 2 * r - 1)
      return true
    case 'skipped':
      pen.line(
        [
          [x - r, y],
          [x + r, y],
        ],
        colour,
        1.6,
      )
      return true
    case 'unknown':
      pen.font(11, 700)
      context.fillStyle = colour
      context.fillText('?', x - 3, y + 0.5)
      return true
    default:
      return false
  }
}

function circle({ context }: Pen, x: number, y: number, r: number, colour: string): void {
  context.strokeStyle = colour
  context.lineWidth = 1.3
  context.beginPath()
  context.arc(x, y, r, 0, 2 * Math.PI)
  context.stroke()
}
