import type { CallRow } from '../../../timeline/row.ts'
import { firstAfter } from '../../layout/find.ts'
import { lineBox, linesOf, type PlacedLane } from '../../layout/layout.ts'
import type { Line } from '../../layout/spans.ts'
import { lengthText, tokensText } from '../../picture/time-text.ts'
import type { App } from '../state/app.ts'
import { drawCall, drawModel, type BarBox } from './bars.ts'
import type { Viewport } from '../chart/viewport.ts'
import type { Pen } from './pen.ts'

/** Draws a turn: its title, and what is seen of its lines. @returns how many bars. */
export function drawLane(pen: Pen, app: App, placed: PlacedLane, view: Viewport): number {
  const { context } = pen
  pen.fill(0, placed.top + placed.height - 1, view.width, 1, pen.colour('line'))
  drawTitle(pen, app, placed, view)
  context.save()
  context.beginPath()
  context.rect(view.gutter - 4, placed.top, view.width - view.gutter + 4, placed.height)
  context.clip()
  drawCommit(pen, placed)
  let bars = 0
  for (const [at, line] of linesOf(placed).entries()) {
    const { top, height } = lineBox(placed, at)
    if (top + height < view.top || top > view.top + view.height) continue
    bars += drawLine(pen, app, placed, line, top, height)
  }
  context.restore()
  return bars
}

function drawLine(
  pen: Pen,
  app: App,
  placed: PlacedLane,
  line: Line,
  top: number,
  height: number,
): number {
  const { window, picture, marked } = app
  const { nowMs, firstMs } = picture
  const box = {
    top,
    height,
    nowMs,
    committedMs: committedMs(placed),
    isLive: picture.ending === undefined,
  }
  const isThin = height < 12
  let bars = 0
  let lastX = -Infinity
  for (let at = firstAfter(line, window.fromMs); at < line.length; at++) {
    const span = line[at]
    if (span === undefined || span.startMs > window.toMs) break
    const { row } = span
    // Where many lie on one pixel, one of them is enough, unless it is one that is looked for.
    const x = Math.round(pen.x(span.endMs))
    if (isThin && x <= lastX && marked?.has(row) !== true && row.state === 'ok') continue
    lastX = x
    const next = line[at + 1]
    const roomTo = Math.min(pen.right, next === undefined ? Infinity : pen.x(next.startMs) - 4)
    pen.context.globalAlpha = marked === undefined || marked.has(row) ? 1 : 0.18
    const around: BarBox = { ...box, roomTo }
    if (row.kind === 'model') drawModel(pen, row, firstMs.get(row), around)
    else drawCall(pen, row, around, placed.withWaits, span.startMs, span.endMs)
    bars++
  }
  pen.context.globalAlpha = 1
  return bars
}

/** When a turn's message was complete: what ran before that began early. Of one that is not yet it is never. */
export function committedMs({ lane: { turns, models } }: PlacedLane): number {
  const turn = turns.at(-1)
  if (turn?.committedMs !== undefined) return turn.committedMs
  const model = models.at(-1)
  return model === undefined ? -Infinity : (model.endMs ?? Infinity)
}

/** A line down from the end of the message, past the calls that began before it. */
function drawCommit(pen: Pen, placed: PlacedLane): void {
  const atMs = committedMs(placed)
  const isCrossed = placed.lane.calls.some(({ receivedMs }: CallRow) => receivedMs < atMs)
  if (!Number.isFinite(atMs) || !isCrossed || placed.lane.models.length === 0) return
  const x = Math.round(pen.clampX(pen.x(atMs))) + 0.5
  const bottom = placed.top + placed.height - 4
  pen.line(
    [
      [x, placed.linesTop],
      [x, bottom],
    ],
    pen.colour('model'),
    1,
    [2, 3],
  )
}

function drawTitle(pen: Pen, app: App, placed: PlacedLane, { gutter, width }: Viewport): void {
  const { lane, top } = placed
  const title =
    lane.announced || app.picture.header?.of !== 'run' ? `Turn ${lane.turn}` : 'Inner turn'
  const facts = factsOf(placed)
  if (gutter === 0) {
    pen.font(12, 600)
    pen.text(title, 10, top + 13, 100, pen.colour('ink'))
    const x = 18 + pen.width(title)
    pen.font(11)
    return pen.text(facts.join(' · '), x, top + 13.5, width - x - 8, pen.colour('muted'))
  }
  const room = gutter - 26
  pen.font(12, 600)
  pen.text(title, 14, top + 17, room, pen.colour('ink'))
  pen.font(11)
  const [calls = '', time = '', tokens = ''] = facts
  pen.text(`${calls} · ${time}`, 14, top + 33, room, pen.colour('muted'))
  if (placed.height >= 60) pen.text(tokens, 14, top + 48, room, pen.colour('muted'))
}

/** How many calls, how long, and its tokens. */
function factsOf({ lane, startMs, endMs }: PlacedLane): string[] {
  const { length } = lane.calls
  const notOk = lane.calls.filter(
    ({ state }) => !['ok', 'running', 'waiting'].includes(state),
  ).length
  const calls = length === 0 ? 'no calls' : length === 1 ? '1 call' : `${length} calls`
  const [input, output] = lane.models.reduce(
    ([input, output], { usage }) => [
      input + (usage?.inputTokens ?? 0),
      output + (usage?.outputTokens ?? 0),
    ],
    [0, 0] as [number, number],
  )
  const tokens = input + output > 0 ? [`${tokensText(input)} → ${tokensText(output)} tok`] : []
  return [notOk > 0 ? `${calls}, ${notOk} not ok` : calls, lengthText(endMs - startMs), ...tokens]
}
