import { count, plural } from '../../../../util/term/time.ts'
import type { PlacedLane } from '../../layout/layout.ts'
import { lengthText, tokensText } from '../../picture/time-text.ts'
import type { Viewport } from '../chart/viewport.ts'
import type { App } from '../state/app.ts'
import type { Pen } from '../paint/pen.ts'

/** Which turn it is, and what it came to: beside its lines, or above them where there is little room. */
export function drawTitle(
  pen: Pen,
  app: App,
  placed: PlacedLane,
  { gutter, width }: Viewport,
): void {
  const { lane, top } = placed
  const title =
    lane.announced || app.picture.header?.of !== 'run' ? `Turn ${lane.turn}` : 'Inner turn'
  const facts = factsOf(placed)
  if (gutter === 0) {
    pen.font(12, 600)
    pen.label(title, 10, top + 13, 100, pen.colour('ink'))
    const x = 18 + pen.width(title)
    pen.font(11)
    return pen.label(facts.join(' · '), x, top + 13.5, width - x - 8, pen.colour('muted'))
  }
  const room = gutter - 26
  pen.font(12, 600)
  pen.text(title, 14, top + 17, room, pen.colour('ink'))
  pen.font(11)
  let [line, y] = ['', top + 32]
  for (const fact of [...facts, '']) {
    const longer = line === '' ? fact : `${line} · ${fact}`
    if (fact !== '' && (line === '' || pen.width(longer) <= room)) {
      line = longer
      continue
    }
    if (y + 7 <= top + placed.height) pen.text(line, 14, y, room, pen.colour('muted'))
    line = fact
    y += 14
  }
}

const known = new WeakMap<PlacedLane, readonly string[]>()

/** How many calls, how long, what went wrong, and its tokens. */
function factsOf(placed: PlacedLane): readonly string[] {
  let facts = known.get(placed)
  if (facts === undefined) known.set(placed, (facts = findFacts(placed)))
  return facts
}

function findFacts({ lane, startMs, endMs }: PlacedLane): string[] {
  const { length } = lane.calls
  let [notOk, input, output] = [0, 0, 0]
  for (const { state } of lane.calls) if (!['ok', 'running', 'waiting'].includes(state)) notOk++
  for (const { usage } of lane.models) {
    input += usage?.inputTokens ?? 0
    output += usage?.outputTokens ?? 0
  }
  return [
    length === 0 ? 'no calls' : plural(length, 'call'),
    lengthText(endMs - startMs),
    ...(notOk > 0 ? [`${count(notOk)} not ok`] : []),
    ...(input + output > 0 ? [`${tokensText(input)} → ${tokensText(output)} tok`] : []),
  ]
}
