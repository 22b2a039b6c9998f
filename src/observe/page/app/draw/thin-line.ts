import type { Span } from '../../layout/spans.ts'
import type { Pen } from '../paint/pen.ts'

/** Bars of a thin line that are nothing but a colour: drawn together, on whole pixels, which is what takes the least time. */
export class PlainBars {
  #places: number[] = []
  #lastTo = -1

  /** Whether the span is one of them, and drawn with them. */
  take(pen: Pen, { row, startMs, endMs }: Span): boolean {
    if (row.kind === 'model' || row.state !== 'ok' || row.attempts.length !== 1) return false
    const from = Math.round(pen.clampX(pen.x(startMs)))
    const to = Math.round(pen.clampX(pen.x(endMs)))
    // Where many lie on one pixel one is enough.
    if (to <= this.#lastTo) return true
    const start = Math.max(from, this.#lastTo)
    this.#places.push(start, to - start > 3 ? to - start - 1 : Math.max(1, to - start))
    this.#lastTo = to
    return true
  }

  draw({ context }: Pen, top: number, height: number, colour: string): void {
    context.fillStyle = colour
    for (let at = 0; at < this.#places.length; at += 2)
      context.fillRect(this.#places[at] as number, top, this.#places[at + 1] as number, height)
  }
}
