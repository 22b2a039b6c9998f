import type { AttemptStretch, CallRow, ModelRow, WaitStretch } from '../../../timeline/row.ts'
import { waitWord } from '../../picture/words.ts'
import { attemptKind, waitKind, type AttemptKind } from '../paint/kinds.ts'
import { mark } from '../paint/marks.ts'
import type { Pen } from '../paint/pen.ts'
import { leastBar, type BarBox } from './box.ts'
import { labelCall, labelModel } from './labels.ts'

/** A request: lightly until the first piece of its message came, fully while it streamed. */
export function drawModel(pen: Pen, row: ModelRow, firstMs: number | undefined, box: BarBox): void {
  const { top, height, nowMs } = box
  const from = pen.clampX(pen.x(row.startMs))
  const to = pen.clampX(Math.max(pen.x(Math.max(row.startMs, row.endMs ?? nowMs)), from + leastBar))
  const first = firstMs === undefined ? to : Math.min(to, Math.max(from, pen.x(firstMs)))
  const failed = row.state === 'failed'
  const colour = pen.colour(failed ? 'failed' : 'model')
  pen.fill(from, top, first - from, height, pen.colour('model-light'))
  pen.fill(first, top, to - first, height, colour)
  pen.frame(from + 0.5, top + 0.5, to - from - 1, height - 1, colour, 1)
  if (row.endMs === undefined) openEnd(pen, to, box)
  if (height >= 12) labelModel(pen, row, from, first, to, box)
}

/** A call's waits, lightly, and its attempts; those that were there at the same time above each other. */
export function drawCall(
  pen: Pen,
  row: CallRow,
  box: BarBox,
  withWaits: boolean,
  fromMs: number,
  toMs: number,
): void {
  const { top, height, nowMs } = box
  if (withWaits) for (const wait of row.waits) drawWait(pen, wait, box)
  const attempts = row.attempts.filter(({ startMs }) => startMs >= fromMs && startMs <= toMs)
  for (const [at, attempt] of attempts.entries()) {
    const beside = attempts.findIndex(
      (other, index) => index !== at && overlap(other, attempt, nowMs),
    )
    const half = height >= 8 ? (height - 2) / 2 : height / 2
    if (beside < 0) drawAttempt(pen, row, attempt, box, top, height)
    else drawAttempt(pen, row, attempt, box, beside > at ? top : top + height - half, half)
  }
  if (row.attempts.length === 0) drawNeverStarted(pen, row, box)
  if (height >= 12 && withWaits) labelCall(pen, row, box)
}

function overlap(a: AttemptStretch, b: AttemptStretch, nowMs: number): boolean {
  return a.startMs < (b.endMs ?? nowMs) && b.startMs < (a.endMs ?? nowMs)
}

function drawWait(pen: Pen, wait: WaitStretch, { top, height, nowMs }: BarBox): void {
  const from = pen.clampX(pen.x(wait.startMs))
  const width = pen.clampX(pen.x(wait.endMs ?? nowMs)) - from
  if (width < 1) return
  const kind = waitKind(wait)
  const colour = pen.colour(kind)
  const { context } = pen
  const alpha = context.globalAlpha
  context.globalAlpha = alpha * 0.14
  pen.fill(from, top, width, height, colour)
  context.globalAlpha = alpha * 0.5
  pen.fill(from, top, width, height, colour, kind)
  context.globalAlpha = alpha
  pen.fill(from, top + height - 1, width, 1, colour)
  if (height < 12) return
  pen.font(10.5)
  const word = waitWord(wait)
  if (word === '' || pen.width(word) + 8 > width) return
  // On the ground, for letters on a texture are hard to read.
  pen.fill(from + 2, top + 2, pen.width(word) + 6, height - 4, pen.colour('ground'))
  pen.text(word, from + 5, top + height / 2 + 0.5, width, colour)
}

function drawAttempt(
  pen: Pen,
  row: CallRow,
  attempt: AttemptStretch,
  box: BarBox,
  top: number,
  height: number,
): void {
  const from = pen.clampX(pen.x(attempt.startMs))
  const endMs = Math.max(attempt.startMs, attempt.endMs ?? box.nowMs)
  const to = pen.clampX(Math.max(pen.x(endMs), from + leastBar))
  const kind = attemptKind(row, attempt)
  const colour = pen.colour(kind)
  pen.fill(from, top, to - from, height, colour)
  if (kind !== 'ok' && kind !== 'running' && height >= 4) {
    pen.fill(from, top, to - from, height, pen.colour('ground'), 'stripes')
    pen.frame(from + 0.75, top + 0.75, to - from - 1.5, height - 1.5, colour, 1.5)
  }
  const early = Math.min(to, pen.x(box.committedMs))
  if (early - from > 2 && height >= 4) {
    // What ran before its message was complete has a notched edge.
    const { context } = pen
    context.fillStyle = pen.colour('ground')
    for (let x = from + 2; x < early - 2; x += 5) context.fillRect(x, top, 3, 2)
  }
  if (attempt.endMs === undefined) openEnd(pen, to, { ...box, top, height })
}

/** A call without an attempt: a hollow bar at the end of its waits. */
function drawNeverStarted(pen: Pen, row: CallRow, { top, height }: BarBox): void {
  if (row.settledMs === undefined) return
  const to = pen.clampX(pen.x(row.settledMs))
  const colour = pen.colour(row.state)
  pen.frame(to + 0.75, top + 0.75, Math.max(2, height - 2), height - 1.5, colour, 1.5)
  if (height >= 12)
    mark(pen, row.state as AttemptKind, to + height / 2 - 0.25, top + height / 2, colour)
}

/** Teeth, where something goes on. */
function openEnd(pen: Pen, x: number, { top, height }: BarBox): void {
  const { context } = pen
  context.fillStyle = pen.colour('ground')
  context.beginPath()
  const teeth = Math.max(1, Math.round(height / 5))
  for (let tooth = 0; tooth < teeth; tooth++) {
    const y = top + (tooth * height) / teeth
    context.moveTo(x + 0.5, y)
    context.lineTo(x - 4, y + height / teeth / 2)
    context.lineTo(x + 0.5, y + height / teeth)
  }
  context.fill()
}
