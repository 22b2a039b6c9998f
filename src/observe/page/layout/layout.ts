import type { Row } from '../../timeline/row.ts'
import { spanOfLane, type Lane } from '../picture/lanes.ts'
import { attemptSpans, packed, wholeSpans, type Line } from './spans.ts'

/** Sizes in pixels. */
export interface Sizes {
  /** The strip with a turn's title over its lines; 0 where titles stand beside them. */
  readonly title: number
  /** The least height of a lane. */
  readonly least: number
}

/** A turn, placed. Tops and heights are pixels, from the top of all lanes. */
export interface PlacedLane {
  readonly lane: Lane
  readonly index: number
  readonly startMs: number
  readonly endMs: number
  readonly top: number
  readonly height: number
  /** Where the first line is. */
  readonly linesTop: number
  /** The distance from line to line; bars are a little less high. */
  readonly pitch: number
  /** Lines of requests, which are drawn before those of the calls, at the full pitch. */
  readonly modelLines: readonly Line[]
  readonly callLines: readonly Line[]
  /** Waits are in the lines, too: not so of turns with many calls at a time, whose lines hold attempts alone. */
  readonly withWaits: boolean
  /** Room below the lines for calls that could have been here, in lines. */
  readonly hollow: number
}

export interface Place {
  readonly lane: number
  /** Of the lane's, those of requests first. */
  readonly line: number
  readonly at: number
}

export interface Layout {
  readonly lanes: readonly PlacedLane[]
  readonly height: number
  readonly startMs: number
  readonly endMs: number
  /** Where a row's first span is. */
  readonly places: ReadonlyMap<Row, Place>
}

export const modelPitch = 19
const paddingTop = 6
const paddingBottom = 6
/** Lines of whole calls up to so many; beyond, those of attempts. */
const mostWholeLines = 24

/**
 * Places turns below each other, and in each the calls in lines.
 *
 * @param hollowLines of a lane, by its turn.
 */
export function layoutOf(
  lanes: readonly Lane[],
  nowMs: number,
  sizes: Sizes,
  hollowLines: (turn: number) => number = () => 0,
): Layout {
  const places = new Map<Row, Place>()
  const placed: PlacedLane[] = []
  let [top, startMs, endMs] = [0, 0, 0]
  for (const [index, lane] of lanes.entries()) {
    const next = placeLane(lane, index, top, nowMs, sizes, hollowLines(lane.turn))
    placed.push(next)
    for (const [line, spans] of linesOf(next).entries())
      for (const [at, { row }] of spans.entries())
        if (!places.has(row)) places.set(row, { lane: index, line, at })
    top += next.height
    startMs = Math.min(startMs, next.startMs)
    endMs = Math.max(endMs, next.endMs)
  }
  return { lanes: placed, height: top, startMs, endMs: Math.max(endMs, nowMs), places }
}

function placeLane(
  lane: Lane,
  index: number,
  top: number,
  nowMs: number,
  sizes: Sizes,
  hollow: number,
): PlacedLane {
  const { startMs, endMs } = spanOfLane(lane, nowMs)
  // So that what took no time does not lie on what came next.
  const shortestMs = (endMs - startMs) / 400
  const least = (): number => shortestMs
  // A call that never started is drawn as a square.
  const leastWhole = (row: Row): number =>
    row.kind === 'call' && row.attempts.length === 0 ? 30 * shortestMs : shortestMs
  const modelLines = packed(wholeSpans(lane.models, nowMs), least)
  const whole = packed(wholeSpans(lane.calls, nowMs), leastWhole)
  const withWaits = whole.length <= mostWholeLines
  const callLines = withWaits ? whole : packed(attemptSpans(lane.calls, nowMs), least)
  const pitch = pitchFor(callLines.length)
  const lines = modelLines.length * modelPitch + (callLines.length + hollow) * pitch
  const height = Math.max(sizes.least, sizes.title + paddingTop + lines + paddingBottom)
  const linesTop = top + sizes.title + paddingTop
  return {
    lane,
    index,
    startMs,
    endMs,
    top,
    height,
    linesTop,
    pitch,
    modelLines,
    callLines,
    withWaits,
    hollow,
  }
}

function pitchFor(lines: number): number {
  if (lines <= mostWholeLines) return 19
  return lines <= 64 ? 12 : lines <= 256 ? 8 : 4
}

/** All lines of a lane, from the top. */
export function linesOf({ modelLines, callLines }: PlacedLane): Line[] {
  return [...modelLines, ...callLines]
}

/** Where a line is, and how high its bars are. */
export function lineBox(lane: PlacedLane, line: number): { top: number; height: number } {
  const models = lane.modelLines.length
  if (line < models) return { top: lane.linesTop + line * modelPitch, height: modelPitch - 4 }
  const top = lane.linesTop + models * modelPitch + (line - models) * lane.pitch
  return { top, height: lane.pitch - (lane.pitch > 12 ? 4 : lane.pitch > 4 ? 2 : 1) }
}
