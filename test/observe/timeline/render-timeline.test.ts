import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ToolError } from '../../../src/call/errors/error.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { renderTimeline } from '../../../src/observe/timeline/render-timeline.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'
import type { TurnEvent } from '../../../src/call/report/event.ts'

async function reportAndEvents() {
  const clock = virtualClock()
  let tries = 0
  const edit = tool({
    name: 'edit',
    writes: () => 'a.txt',
    execute: (input) => sleep(clock, (input as { ms: number }).ms),
  })
  const flaky = tool({
    name: 'flaky',
    reads: [],
    retries: 1,
    execute: async () => {
      await sleep(clock, 100)
      if (tries++ === 0) throw new ToolError('Busy.', { retryAfterMs: 300 })
    },
  })
  const tools = [edit, flaky] as unknown as AnyTool[]
  const events: TurnEvent[] = []
  const engine = createEngine({ tools, clock, onEvent: (event) => events.push(event) })
  const report = engine.execute([
    { id: '1', name: 'edit', input: { ms: 400 } },
    { id: '2', name: 'edit', input: { ms: 200 } },
    { id: '3', name: 'flaky', input: {} },
  ])
  await clock.advance(1_000)
  return { report: await report, events }
}

suite('renderTimeline', () => {
  test('draws a report: who ran, who waited and for whom, after it is over', async () => {
    const { report } = await reportAndEvents()
    assert.deepEqual(renderTimeline(report).split('\n'), [
      '          0       0.1 s   0.2 s    0.3 s   0.4 s   0.5 s',
      '  ├ edit  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╸                 ✓ 0.40 s',
      '  ├ edit  ────────────────────────────────╼━━━━━━━━━━━━━━━━ ✓ 0.20 s',
      '  │ waited 0.40 s for a.txt (call 1, edit)',
      '  └ flaky ━━━━━━━━────────────────────────────╼━━━━━━━╸     ✓ 0.20 s',
    ])
  })

  test('draws the same work from the events as from the report', async () => {
    const { report, events } = await reportAndEvents()
    // A report does not say what the calls were given, so that labels and widths differ.
    const endings = (text: string): string[] =>
      text.split('\n').map((line) => line.replace(/^.*[━╸╾] */, ''))
    assert.deepEqual(
      endings(renderTimeline(report)).slice(1),
      endings(renderTimeline(events)).slice(1),
    )
  })

  test('colours only where they are asked for', async () => {
    const { report } = await reportAndEvents()
    assert.ok(!renderTimeline(report).includes('\u001B'))
    assert.ok(renderTimeline(report, { color: true }).includes('\u001B[32m'))
  })

  test('nothing is drawn of nothing', () => {
    assert.equal(renderTimeline([]), '')
  })

  const wrong: readonly (readonly [unknown, object | undefined, RegExp])[] = [
    [Promise.resolve(), undefined, /to be the report of a turn/],
    [undefined, undefined, /to be the report of a turn/],
    [[], { columns: 0 }, /Expected `columns` to be a positive integer, got `0`/],
    [[], { width: 80 }, /width/],
  ]
  for (const [of, options, message] of wrong)
    test(`refuses what it cannot draw: ${String(message)}`, () => {
      assert.throws(() => renderTimeline(of as never, options as never), {
        name: 'UsageError',
        message,
      })
    })
})
