import type { Row } from '../../timeline/row.ts'
import { linesOf, type Layout, type PlacedLane } from './layout.ts'
import type { Line, Span } from './spans.ts'

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last' | 'previous' | 'next'

/**
 * The row that one comes to from another: `left` and `right` along a line and on to the turn before or after, `up` and `down`
 * to the nearest in the next line, `previous` and `next` to the beginning of a turn, `first` and `last` of the run.
 */
export function moved(
  layout: Layout,
  from: Row | undefined,
  direction: Direction,
): Row | undefined {
  const { lanes, places } = layout
  const place = from === undefined ? undefined : places.get(from)
  if (direction === 'last') return linesOfSome(lanes.at(-1)).at(-1)?.at(-1)?.row
  if (direction === 'first' || place === undefined) return headOf(lanes[0])
  const lane = lanes[place.lane] as PlacedLane
  if (direction === 'next' || direction === 'previous')
    return headOf(lanes[place.lane + (direction === 'next' ? 1 : -1)]) ?? from
  const lines = linesOf(lane)
  const line = lines[place.line] as Line
  if (direction === 'right')
    return beyond(line, place.at, from, 1) ?? headOf(lanes[place.lane + 1]) ?? from
  if (direction === 'left')
    return beyond(line, place.at, from, -1) ?? tailOf(lanes[place.lane - 1]) ?? from
  const span = line[place.at] as Span
  const step = direction === 'down' ? 1 : -1
  const inLane = lines[place.line + step]
  if (inLane !== undefined) return nearest(inLane, span) ?? from
  const other = lanes[place.lane + step]
  if (other === undefined) return from
  return nearest(linesOf(other).at(step === 1 ? 0 : -1) ?? [], span) ?? from
}

/** The next span along the line that is of another row. */
function beyond(line: Line, at: number, from: Row | undefined, step: 1 | -1): Row | undefined {
  for (let next = at + step; ; next += step) {
    const span = line[next]
    if (span === undefined || span.row !== from) return span?.row
  }
}

function linesOfSome(lane: PlacedLane | undefined): readonly Line[] {
  return lane === undefined ? [] : linesOf(lane)
}

function headOf(lane: PlacedLane | undefined): Row | undefined {
  return linesOfSome(lane)[0]?.[0]?.row
}

function tailOf(lane: PlacedLane | undefined): Row | undefined {
  return linesOfSome(lane)[0]?.at(-1)?.row
}

function nearest(line: Line, { startMs, endMs }: Span): Row | undefined {
  const middle = (startMs + endMs) / 2
  let best: Span | undefined
  let least = Infinity
  for (const span of line) {
    const away = Math.max(span.startMs - middle, middle - span.endMs, 0)
    if (away < least) [best, least] = [span, away]
  }
  return best?.row
}
