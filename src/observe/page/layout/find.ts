import type { Row } from '../../timeline/row.ts'
import { lineBox, linesOf, type Layout, type PlacedLane } from './layout.ts'
import type { Line, Span } from './spans.ts'

/** The number of the first for which `passes` holds; it has to hold for all that come after it. */
export function firstIndex(count: number, passes: (index: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (passes(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** The lanes that are seen, from a height to another. */
export function lanesBetween(
  { lanes }: Layout,
  top: number,
  bottom: number,
): readonly PlacedLane[] {
  const first = firstIndex(lanes.length, (at) => bottomOf(lanes[at]) > top)
  const end = firstIndex(lanes.length, (at) => (lanes[at] as PlacedLane).top >= bottom)
  return lanes.slice(first, end)
}

/** The number of the first span of a line that has not ended by then. */
export function firstAfter(line: Line, ms: number): number {
  return firstIndex(line.length, (at) => (line[at] as Span).endMs >= ms)
}

/** The lane at a height. */
export function laneAt({ lanes }: Layout, y: number): PlacedLane | undefined {
  const lane = lanes[firstIndex(lanes.length, (at) => bottomOf(lanes[at]) > y)]
  return lane !== undefined && lane.top <= y ? lane : undefined
}

/** What is drawn at a time and a height. `slackMs`: how far from it one may point. */
export function rowAt(layout: Layout, ms: number, y: number, slackMs: number): Row | undefined {
  const lane = laneAt(layout, y)
  if (lane === undefined) return undefined
  const lines = linesOf(lane)
  for (const [at, line] of lines.entries()) {
    const { top, height } = lineBox(lane, at)
    if (y < top - 1 || y > top + height + 1) continue
    const after = firstAfter(line, ms)
    const near = [line[after - 1], line[after]].filter((span) => span !== undefined)
    const best = near.toSorted((a, b) => distance(a, ms) - distance(b, ms))[0]
    if (best !== undefined && distance(best, ms) <= slackMs) return best.row
  }
  return undefined
}

function distance({ startMs, endMs }: Span, ms: number): number {
  return ms < startMs ? startMs - ms : ms > endMs ? ms - endMs : 0
}

function bottomOf(lane: PlacedLane | undefined): number {
  return lane === undefined ? Infinity : lane.top + lane.height
}
