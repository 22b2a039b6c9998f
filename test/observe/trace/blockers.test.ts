import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { pictureOf } from '../../../src/observe/page/picture/picture.ts'
import { PageRun } from '../../../src/observe/page/picture/page-run.ts'
import type { CallRow } from '../../../src/observe/timeline/row.ts'
import { chromeTrace } from '../../../src/observe/trace/chrome-trace.ts'
import type { TraceLine } from '../../../src/observe/trace/line.ts'
import { TurnNumbers } from '../../../src/observe/trace/turn-numbers.ts'
import { withoutContent } from '../../../src/observe/trace/without-content.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'

type Given = readonly (readonly [id: string, name: string])[]

/** The lines of a turn of these calls: `edit` writes one file in 40 ms, `slow` reads another in 200. */
async function traced(calls: Given): Promise<TraceLine[]> {
  const clock = virtualClock()
  const turns = new TurnNumbers()
  const lines: TraceLine[] = []
  const tools = [
    tool({ name: 'edit', writes: 'f', execute: () => sleep(clock, 40) }),
    tool({ name: 'slow', reads: 'g', execute: () => sleep(clock, 200) }),
  ] as AnyTool[]
  const engine = createEngine({
    tools,
    clock,
    onEvent: (event) => void lines.push(turns.place(event, clock.now())),
  })
  await clock.run(engine.execute(calls.map(([id, name]) => ({ id, name, input: {} }))))
  return [{ type: 'trace', version: 1, id: 'x', of: 'engine', startedAtMs: 0 }, ...lines]
}

/** Without the places of calls that were in the way, as version 0.1 wrote it. */
function old(lines: readonly TraceLine[]): TraceLine[] {
  return JSON.parse(JSON.stringify(lines), (name, value: unknown) =>
    name === 'by' ? { ...(value as object), index: undefined } : value,
  ) as TraceLine[]
}

/** On the page: of each call that waited for another, the places of both. */
function pairsOnPage(lines: readonly TraceLine[]): string[] {
  const run = new PageRun()
  for (const line of lines) run.push(line)
  const picture = pictureOf(run, run.endMs)
  return picture.rows
    .filter((row): row is CallRow => row.kind === 'call')
    .flatMap((row) =>
      row.waits.flatMap((wait) => {
        const blocker = picture.blockerOf(row, wait)
        return blocker === undefined ? [] : [`${blocker.index} > ${row.index}`]
      }),
    )
}

/** In Perfetto: of each arrow, what encloses its ends. */
function arrowsOf(lines: readonly TraceLine[]): string[] {
  const { traceEvents } = chromeTrace(lines)
  const calls = traceEvents.filter(({ cat }) => cat === 'call')
  const at = ({ tid, ts }: { readonly tid: number; readonly ts: number }): string =>
    String(
      calls.findIndex(
        (call) => call.tid === tid && call.ts <= ts && ts < call.ts + (call.dur ?? 0),
      ),
    )
  return traceEvents
    .filter(({ ph }) => ph === 's')
    .map((from) => {
      const to = traceEvents.find(({ ph, id }) => ph === 'f' && id === from.id)
      return `${at(from)} > ${to === undefined ? '' : at(to)}`
    })
}

/** The calls, who was in whose way (of several the first is told), and where no place is told. */
type Case = readonly [calls: Given, told: readonly string[], untold: readonly string[]]

const table: Readonly<Record<string, Case>> = {
  'each with an id of its own': [
    [
      ['a', 'edit'],
      ['b', 'edit'],
      ['c', 'slow'],
      ['d', 'edit'],
    ],
    ['0 > 1', '0 > 3'],
    ['0 > 1', '0 > 3'],
  ],
  'two with one id that wait for each other, and a third that is in nobody’s way': [
    [
      ['x', 'edit'],
      ['x', 'edit'],
      ['x', 'slow'],
      ['y', 'edit'],
    ],
    ['0 > 1', '0 > 3'],
    ['0 > 1', '1 > 3'],
  ],
  'the first of one id in nobody’s way': [
    [
      ['x', 'slow'],
      ['x', 'edit'],
      ['y', 'edit'],
    ],
    ['1 > 2'],
    ['1 > 2'],
  ],
  'all with one id': [
    [
      ['x', 'edit'],
      ['x', 'edit'],
      ['x', 'edit'],
    ],
    ['0 > 1', '0 > 2'],
    ['0 > 1', '1 > 2'],
  ],
}

suite('the call that was in the way', () => {
  for (const [what, [calls, pairs, untold]] of Object.entries(table)) {
    test(`is the one that was, on the page and in Perfetto: ${what}`, async () => {
      const lines = await traced(calls)
      assert.deepEqual(pairsOnPage(lines), pairs)
      assert.deepEqual(arrowsOf(lines), pairs)
      const bare = lines.map((line) => withoutContent(line))
      assert.deepEqual(arrowsOf(bare), pairs)
    })
    test(`is the one at whose end the wait was over, where no place is told: ${what}`, async () => {
      const lines = old(await traced(calls))
      assert.deepEqual(pairsOnPage(lines), untold)
      assert.deepEqual(arrowsOf(lines), untold)
    })
  }
})
