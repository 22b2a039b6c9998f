import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { firstAfter, lanesBetween, rowAt } from '../../../src/observe/page/layout/find.ts'
import { FreeLines } from '../../../src/observe/timeline/lanes.ts'
import { hollowsOf } from '../../../src/observe/page/layout/hollow.ts'
import { layoutOf, lineBox, linesOf, type Layout } from '../../../src/observe/page/layout/layout.ts'
import { moved, type Direction } from '../../../src/observe/page/layout/move.ts'
import { panned, showing, wholeWindow, zoomed } from '../../../src/observe/page/layout/window.ts'
import { endOf, startOf } from '../../../src/observe/page/picture/lanes.ts'
import { attemptSpans } from '../../../src/observe/page/layout/spans.ts'
import type { CallRow, Row } from '../../../src/observe/timeline/row.ts'
import { cases } from '../../support/cases.ts'
import { pictureOfLines, turnLines, type CallScript } from './support/lines.ts'

const sizes = { title: 0, least: 50 }

function layoutOfLines(lines: readonly unknown[]): Layout {
  const { lanes, nowMs } = pictureOfLines(lines)
  return layoutOf(lanes, nowMs, sizes)
}

const twoTurns = [
  ...turnLines(1, 0, 100, [
    { receivedMs: 50, starts: [[60]], settledMs: 200 },
    { receivedMs: 70, starts: [[80]], settledMs: 120 },
    { receivedMs: 130, starts: [[140]], settledMs: 190 },
  ]),
  ...turnLines(2, 210, 300, [{ receivedMs: 250, starts: [[260]], settledMs: 400 }]),
]

describe('lines that are free', () => {
  it('are found as by looking at each from the first', () => {
    const spans = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 30 })),
      { maxLength: 80 },
    )
    fc.assert(
      fc.property(spans, (spans) => {
        const free = new FreeLines()
        const ends: number[] = []
        for (const [startMs, length] of spans.toSorted((a, b) => a[0] - b[0])) {
          let line = ends.findIndex((endMs) => endMs <= startMs)
          if (line < 0) line = ends.length
          ends[line] = startMs + length
          assert.equal(free.take(startMs, startMs + length), line)
        }
        assert.equal(free.count, ends.length)
      }),
      { numRuns: cases(2_000) },
    )
  })
})

describe('the layout of a run', () => {
  it('puts calls into the first line that is free, under the requests, turn by turn', () => {
    const { lanes } = layoutOfLines(twoTurns)
    const indexes = lanes.map(({ callLines }) =>
      callLines.map((line) => line.map(({ row }) => (row.kind === 'call' ? row.index : -1))),
    )
    assert.deepEqual(indexes, [[[0], [1, 2]], [[0]]])
    for (const { modelLines, withWaits } of lanes)
      assert.deepEqual([modelLines.length, withWaits], [1, true])
  })

  it('puts attempts alone into lines where many calls wait: as many as were at work at a time', () => {
    const calls = Array.from({ length: 300 }, (_, at): CallScript => {
      const startMs = 10 + 10 * Math.floor(at / 3)
      return { receivedMs: 5, starts: [[startMs]], settledMs: startMs + 10 }
    })
    const [lane] = layoutOfLines(turnLines(1, 0, 5, calls)).lanes
    assert.equal(lane?.withWaits, false)
    assert.deepEqual(
      lane?.callLines.map((line) => line.length),
      [100, 100, 100],
    )
  })

  it('keeps attempts that overlap together, and those that follow each other apart', () => {
    const row = pictureOfLines(
      turnLines(1, 0, 5, [{ receivedMs: 5, starts: [[10], [15]], settledMs: 20 }]),
    ).rows[1]
    const again = pictureOfLines(
      turnLines(1, 0, 5, [{ receivedMs: 5, starts: [[10, 12], [15]], settledMs: 20 }]),
    ).rows[1]
    const never = pictureOfLines(turnLines(1, 0, 5, [{ receivedMs: 5, settledMs: 20 }])).rows[1]
    const spans = [row, again, never].map((row) =>
      attemptSpans([row as CallRow], 99)
        .map(({ startMs, endMs }) => `${startMs}-${endMs}`)
        .join(' '),
    )
    assert.deepEqual(spans, ['10-20', '10-12 15-20', '20-20'])
  })

  const scripts = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 500 }),
      wait: fc.integer({ min: 0, max: 50 }),
      work: fc.integer({ min: 0, max: 200 }),
      open: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )

  it('has each row once or more, in lines that do not overlap, and lanes that touch', () => {
    fc.assert(
      fc.property(fc.array(scripts, { minLength: 1, maxLength: 4 }), (turns) => {
        const lines = turns.flatMap((calls, turn) =>
          turnLines(
            turn + 1,
            0,
            600,
            calls.map(({ at, wait, work, open }): CallScript => ({
              receivedMs: at,
              starts: [[at + wait]],
              ...(!open && { settledMs: at + wait + work }),
            })),
          ),
        )
        const picture = pictureOfLines(lines)
        const layout = layoutOf(picture.lanes, picture.nowMs, sizes)
        let top = 0
        const seen = new Set<Row>()
        for (const lane of layout.lanes) {
          assert.equal(lane.top, top)
          top += lane.height
          for (const [at, line] of linesOf(lane).entries()) {
            const box = lineBox(lane, at)
            assert.ok(box.top >= lane.top && box.top + box.height <= lane.top + lane.height)
            for (const [index, span] of line.entries()) {
              seen.add(span.row)
              assert.ok(span.endMs >= span.startMs)
              if (index > 0) assert.ok(span.startMs >= (line[index - 1]?.endMs ?? Infinity))
            }
          }
        }
        assert.equal(layout.height, top)
        assert.equal(seen.size, picture.rows.length)
        assert.equal(layout.places.size, picture.rows.length)
      }),
      { numRuns: cases(300) },
    )
  })

  it('finds what one points at: every span by its middle, and nothing beside it', () => {
    const layout = layoutOfLines(twoTurns)
    for (const lane of layout.lanes)
      for (const [at, line] of linesOf(lane).entries())
        for (const { row, startMs, endMs } of line) {
          const { top, height } = lineBox(lane, at)
          assert.equal(rowAt(layout, (startMs + endMs) / 2, top + height / 2, 0), row)
          assert.equal(rowAt(layout, endMs + 3, top + height / 2, 4), row)
        }
    const first = lineBox(layout.lanes[0] as never, 1)
    assert.equal(rowAt(layout, 395, first.top + 3, 4), undefined)
    assert.equal(rowAt(layout, 100, -5, 4), undefined)
    assert.equal(rowAt(layout, 100, layout.height + 5, 4), undefined)
  })

  it('finds the lanes that are seen, and where to begin in a line', () => {
    const layout = layoutOfLines(twoTurns)
    const second = layout.lanes[1]?.top ?? 0
    const indexes = (top: number, bottom: number): number[] =>
      lanesBetween(layout, top, bottom).map(({ index }) => index)
    assert.deepEqual(
      [
        indexes(0, second),
        indexes(second, second + 1),
        indexes(second - 1, 9_999),
        indexes(9_999, 10_000),
      ],
      [[0], [1], [0, 1], []],
    )
    const [, line = []] = layout.lanes[0]?.callLines ?? []
    assert.deepEqual(
      [0, 120, 121, 191].map((ms) => firstAfter(line, ms)),
      [0, 0, 1, 2],
    )
  })

  it('has room for calls of a later turn that could have been there', () => {
    const { lanes } = pictureOfLines(twoTurns)
    const why = 'nothing of it was needed'
    const hollows = hollowsOf(
      [
        { turns: [1, 2], why },
        { turns: [1, 7], why },
        { turns: [8, 2], why },
      ],
      lanes,
    )
    assert.deepEqual(
      [...hollows].map(([turn, all]) => [turn, all.map(({ calls }) => calls.length)]),
      [[1, [1]]],
    )
    const heights = [() => 0, (turn: number) => (turn === 1 ? 2 : 0)].map((hollow) =>
      layoutOf(lanes, 400, sizes, hollow).lanes.map(({ height }) => height),
    )
    assert.equal((heights[1]?.[0] ?? 0) - (heights[0]?.[0] ?? 0), 2 * 19)
    assert.equal(heights[1]?.[1], heights[0]?.[1])
  })
})

describe('the way from bar to bar', () => {
  const layout = layoutOfLines(twoTurns)
  const name = (row: Row | undefined): string =>
    row === undefined ? '' : row.kind === 'model' ? `m${row.turn}` : `${row.turn}.${row.index}`
  const walk = (...directions: readonly Direction[]): string => {
    let row: Row | undefined
    return directions.map((direction) => name((row = moved(layout, row, direction)))).join(' ')
  }

  it('goes along lines, down and up, from turn to turn, and stays at the ends', () => {
    assert.equal(walk('right'), 'm1')
    assert.equal(
      walk('first', 'down', 'down', 'right', 'right', 'down', 'down'),
      'm1 1.0 1.1 1.2 m2 2.0 2.0',
    )
    assert.equal(walk('last', 'up', 'up', 'up', 'up', 'up'), '2.0 m2 1.2 1.0 m1 m1')
    assert.equal(walk('first', 'next', 'next', 'previous', 'previous', 'left'), 'm1 m2 m2 m1 m1 m1')
    assert.equal(walk('last', 'left', 'left'), '2.0 m1 m1')
  })

  it('comes to every bar by the arrows', () => {
    const seen = new Set<Row | undefined>([moved(layout, undefined, 'first')])
    for (const row of seen)
      for (const direction of ['left', 'right', 'up', 'down'] as const)
        seen.add(moved(layout, row, direction))
    assert.equal(seen.size, layout.places.size)
  })

  it('leads nowhere in a run without turns', () => {
    const empty = layoutOf([], 0, sizes)
    for (const direction of ['left', 'last', 'next', 'first'] as const)
      assert.equal(moved(empty, undefined, direction), undefined)
  })
})

describe('the stretch of time that is seen', () => {
  const whole = wholeWindow(0, 1_000)

  it('keeps what one points at in its place, is never longer than the run, and never beside it', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 0.01, max: 100, noNaN: true }),
            fc.double({ min: 0, max: 1, noNaN: true }),
            fc.double({ min: -2_000, max: 2_000, noNaN: true }),
          ),
          { maxLength: 12 },
        ),
        (steps) => {
          let window = whole
          for (const [factor, part, byMs] of steps) {
            const atMs = window.fromMs + part * (window.toMs - window.fromMs)
            const next = zoomed(window, factor, atMs, whole)
            if (factor < 1)
              assert.ok(
                Math.abs((atMs - next.fromMs) / (next.toMs - next.fromMs) - part) < 1e-3 ||
                  next.toMs - next.fromMs < 0.051,
              )
            assert.ok(next.toMs - next.fromMs > 0.049)
            window = panned(next, byMs, whole)
            assert.ok(
              window.fromMs >= whole.fromMs - 1e-6 &&
                window.toMs <= whole.toMs + 1e-6 &&
                window.toMs > window.fromMs,
            )
          }
        },
      ),
      { numRuns: cases(500) },
    )
  })

  it('moves no further than it takes to show something, and shows all of it', () => {
    const window = { fromMs: 200, toMs: 300 }
    assert.equal(showing(window, 220, 260, whole), window)
    for (const [from, to] of [
      [500, 520],
      [0, 10],
      [100, 900],
    ] as const) {
      const shown = showing(window, from, to, whole)
      assert.ok(shown.fromMs <= from && shown.toMs >= to)
    }
  })

  it('is some stretch even of a run that took no time', () => {
    const { fromMs, toMs } = wholeWindow(0, 0)
    assert.ok(toMs > fromMs)
  })
})

describe('where a row begins and ends', () => {
  it('is never before it began, whatever the clock said', () => {
    const lines = turnLines(1, 500, 600, [{ receivedMs: 550, starts: [[560]], settledMs: 700 }])
    const early = lines.map((line) =>
      'atMs' in line && line.atMs >= 600 ? { ...line, atMs: 20 } : line,
    )
    const { rows, lanes } = pictureOfLines(early)
    assert.equal(rows.length, 2)
    for (const row of rows) assert.equal(endOf(row, 500), startOf(row))
    assert.equal(layoutOf(lanes, 560, sizes).places.size, 2)
  })
})
