import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { pageLines } from '../../../src/observe/page/lines/page-lines.ts'
import { PageRun } from '../../../src/observe/page/picture/page-run.ts'
import { pictureOf } from '../../../src/observe/page/picture/picture.ts'
import { renderTimeline } from '../../../src/observe/timeline/render-timeline.ts'
import type { CallRow } from '../../../src/observe/timeline/row.ts'
import { makeTimeline } from '../../../src/observe/timeline/timeline.ts'
import { chromeTrace } from '../../../src/observe/trace/chrome-trace.ts'
import { journalTrace } from '../../../src/observe/trace/journal-trace.ts'
import type { CallHistory, Journal, RunHistory } from '../../../src/journal/journal.ts'
import { variedAgent } from './recorded.ts'

test('a trace from a journal tells what was kept, and makes nothing up of the rest', async (context) => {
  const journal = memoryJournal()
  const { agent } = await variedAgent(context, journal)
  const run = agent.run('Do it.')
  await run.say('And be quick.')
  await run.result
  const lines = await journalTrace(journal, run.id)
  const timeline = makeTimeline()
  for (const line of lines) timeline.push(line)
  assert.equal(timeline.header?.of, 'journal')
  assert.equal(timeline.ending?.outcome, 'answered')
  const calls = timeline.rows.filter((row) => row.kind === 'call')
  assert.deepEqual(calls.map(({ name }) => name).toSorted(), [
    'broken',
    'edit_file',
    'edit_file',
    'flaky',
    'read_file',
  ])
  const edits = calls.filter(({ name }) => name === 'edit_file')
  for (const edit of edits) {
    assert.equal(edit.state, 'ok')
    assert.equal(edit.attempts.length, 1)
  }
  // A read that nothing depends on is not kept: it is not drawn as if it had waited to the end.
  const flaky = calls.filter(({ name }) => name === 'flaky')
  assert.deepEqual(
    flaky.map(({ settledMs, waits, unkept }) => ({ settledMs, waits, unkept })),
    [{ settledMs: undefined, waits: [], unkept: true }],
  )
  const [drawn = ''] = renderTimeline(lines)
    .split('\n')
    .filter((line) => line.includes('flaky'))
  assert.match(drawn, /flaky.* {3}not kept$/)
  assert.doesNotMatch(drawn, /[─━╶╴]/)
  const [bar] = chromeTrace(lines).traceEvents.filter(({ name }) => name === 'flaky')
  assert.equal(bar?.dur, 0)
  const page = new PageRun()
  for (const line of pageLines(lines)) page.push(line)
  const picture = pictureOf(page, page.endMs)
  const row = picture.rows.find((each) => each.kind === 'call' && each.name === 'flaky') as CallRow
  assert.deepEqual([row.waits, row.settledMs], [[], row.receivedMs])
  assert.equal(picture.stateOf(row), 'how it ended is not in the trace')
  const said = lines.flatMap((line) => (line.type === 'said' ? [line.text] : []))
  assert.deepEqual(said, ['And be quick.'])
  const times = lines.flatMap((line) => ('atMs' in line ? [line.atMs] : []))
  assert.ok(times.every((atMs) => atMs >= 0))
})

test('calls that share an id find what is kept of each', async () => {
  const of = { turnId: 'r.1', name: 'edit', input: '{}' }
  const result = (content: string) => ({ status: 'ok', content, attempts: 1 }) as const
  const kept = new Map<string, CallHistory>([
    ['a', { ...of, callKey: 'a', startedAtMs: 20, settledAtMs: 30, result: result('first') }],
    ['a#1', { ...of, callKey: 'a#1', startedAtMs: 31, settledAtMs: 40, result: result('second') }],
  ])
  const calls = [
    { id: 'a', name: 'edit', input: {} },
    { id: 'a', name: 'edit', input: {} },
  ]
  const stop = { kind: 'calls', message: '' }
  const usage = { inputTokens: 1, outputTokens: 1 }
  const history = {
    started: { kind: 'run.started', runId: 'r', format: 'f', messages: [], atMs: 10 },
    messages: [
      {
        kind: 'run.message',
        runId: 'r',
        turn: 1,
        turnId: 'r.1',
        messages: [],
        asked: 0,
        calls,
        reply: { text: '', stop, usage },
        atMs: 20,
      },
    ],
  } as RunHistory
  const timeline = makeTimeline()
  const journal = {
    name: 'memory',
    run: () => Promise.resolve(history),
    turn: (id: string) => Promise.resolve(id === 'r.1' ? kept : new Map<string, CallHistory>()),
  } as unknown as Journal
  for (const line of await journalTrace(journal, 'r')) timeline.push(line)
  const rows = timeline.rows.filter((row) => row.kind === 'call')
  assert.deepEqual(
    rows.map(({ content, settledMs }) => [content, settledMs]),
    [
      ['first', 20],
      ['second', 30],
    ],
  )
})

test('a run that the journal does not know is said so', async () => {
  await assert.rejects(journalTrace(memoryJournal(), 'run_9'), {
    name: 'UsageError',
    message: /^Expected "run_9" to be a run of the journal \(.*\), which knows no such run\.$/,
  })
})
