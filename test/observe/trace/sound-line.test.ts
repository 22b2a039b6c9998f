import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { missedInTrace } from '../../../src/observe/audit/trace-missed.ts'
import { makePage } from '../../../src/observe/page/page.ts'
import { conversationOf } from '../../../src/observe/page/picture/conversation.ts'
import { searchRows } from '../../../src/observe/page/picture/search.ts'
import { titleOf, waitTitle, waitWords } from '../../../src/observe/page/picture/words.ts'
import { renderTimeline } from '../../../src/observe/timeline/render-timeline.ts'
import { chromeTrace } from '../../../src/observe/trace/chrome-trace.ts'
import type { TraceLine } from '../../../src/observe/trace/line.ts'
import { parseTrace } from '../../../src/observe/trace/read-trace.ts'
import { pictureOfLines } from '../page/support/lines.ts'

const of = { turnId: 'r.1', callId: 'c', index: 0, name: 'pay', atMs: 1 }
const by = { turnId: 'r.1', callId: 'c', key: 'order/7' }
const error = { code: 'busy', message: 'Busy.', cause: 'Error: Busy.' }
const timing = { receivedMs: 1, startedMs: 2, settledMs: 9, runMs: 5, waits: [] }
const result = {
  id: 'c',
  name: 'pay',
  status: 'failed',
  content: 'No.',
  error,
  attempts: 2,
  timing,
}
const stats = {
  wallMs: 9,
  bottlenecks: [{ reason: 'conflict', detail: 'x', calls: 1, totalMs: 3 }],
}
const events: readonly object[] = [
  { ...of, type: 'call.received', call: { id: 'c', name: 'pay', input: { order: 7 } } },
  { ...of, type: 'call.waiting', reason: 'conflict', detail: 'order/7 (pay)', by },
  { ...of, type: 'call.started', attempt: 1 },
  { ...of, type: 'call.progress', progress: 1 },
  { ...of, type: 'call.retrying', attempt: 1, delayMs: 5, error },
  { ...of, type: 'call.changed', input: { order: 8 } },
  { ...of, type: 'call.started', attempt: 2 },
  { ...of, type: 'call.settled', result },
  { type: 'turn.committed', turnId: 'r.1', atMs: 1 },
  { type: 'turn.discarded', turnId: 'r.1', atMs: 1, reason: 'It broke off.' },
  {
    type: 'turn.settled',
    turnId: 'r.1',
    atMs: 1,
    report: { outcome: 'failed', stats, pending: [], warnings: ['Mind that.'] },
  },
]
/** Every type of line, with every field that a trace has. */
const lines: readonly object[] = [
  {
    type: 'trace',
    version: 1,
    id: 'r',
    of: 'run',
    startedAtMs: 5,
    model: 'm',
    question: 'Is it paid?',
  },
  { type: 'said', turn: 1, text: 'And?', atMs: 1 },
  { type: 'request', turn: 1, atMs: 2 },
  { type: 'reasoning', text: 'Well.', atMs: 3 },
  { type: 'text', text: 'I pay.', atMs: 3 },
  {
    type: 'message',
    turn: 1,
    stop: { kind: 'broken', message: 'It broke.' },
    usage: { inputTokens: 4, outputTokens: 5 },
    atMs: 4,
  },
  ...events.map((event, at) => ({ type: 'turn', turn: 1, event, atMs: 5 + at })),
  { type: 'noted', turn: 1, text: 'Note.', atMs: 30 },
  { type: 'end', outcome: 'broken', warnings: ['Mind that.'], atMs: 40 },
]

type Path = readonly (string | number)[]

/** Every place in a value, those that hold others, too. */
function pathsIn(value: unknown): Path[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => [
    [name],
    ...pathsIn(each).map((path) => [name, ...path]),
  ])
}

const gone = Symbol('gone')

function changed(value: unknown, [name, ...rest]: Path, to: unknown): unknown {
  if (name === undefined) return to
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string,
    unknown
  >
  const each = changed(copy[name], rest, to)
  if (each === gone) delete copy[name]
  else copy[name] = each
  return copy
}

/** Everything that is drawn of a trace but the page's own document. */
function draw(lines: readonly TraceLine[]): void {
  renderTimeline(lines, { columns: 120, color: true })
  JSON.stringify(chromeTrace(lines))
  missedInTrace(lines)
  const picture = pictureOfLines(lines)
  conversationOf(picture)
  searchRows(picture.rows, 'pay order busy')
  for (const row of picture.rows) {
    assert.equal(typeof titleOf(row), 'string')
    assert.equal(typeof picture.stateOf(row), 'string')
    if (row.kind === 'model') {
      if (row.usage !== undefined) assert.ok(row.usage.inputTokens + row.usage.outputTokens >= 0)
      if (row.stop !== undefined) assert.equal(typeof row.stop.message, 'string')
      continue
    }
    for (const wait of row.waits) assert.equal(typeof (waitTitle(wait) + waitWords(wait)), 'string')
    for (const { number } of row.attempts) assert.ok(Number.isFinite(number))
    if (row.fault !== undefined)
      assert.deepEqual([typeof row.fault.code, typeof row.fault.message], ['string', 'string'])
  }
  for (const { totalMs, calls } of picture.bottlenecks) assert.ok(Number.isFinite(totalMs + calls))
}

suite('a line that is not what it should be', () => {
  test('is drawn whole where it is', () => {
    const { broken } = parseTrace(textOf(lines))
    assert.equal(broken, 0)
    draw(lines as readonly TraceLine[])
  })

  const others: readonly (readonly [what: string, to: unknown])[] = [
    ['lacks', gone],
    ['has null as', null],
    ['has a number as', 7],
    ['has a text as', 'x'],
    ['has an object as', {}],
    ['has a list as', [null, 3]],
    ['has a switch as', true],
  ]
  for (const [at, line] of lines.entries())
    for (const [what, to] of others) {
      const { type, event } = line as { type: string; event?: { type: string } }
      test(`is drawn without it, or left out: ${event?.type ?? type} that ${what} any one of its fields`, () => {
        for (const path of pathsIn(line)) {
          const strange = lines.with(at, changed(line, path, to) as object)
          const where = `${path.join('.')} in line ${at + 1}`
          assert.doesNotThrow(() => draw(strange as readonly TraceLine[]), where)
          if (at > 0 || !['type', 'version', 'startedAtMs'].includes(String(path[0])))
            assert.doesNotThrow(() => draw(parseTrace(textOf(strange)).lines), where)
        }
      })
    }

  test('is no reason not to make a page: a header of which any one field is something else', async () => {
    for (const path of pathsIn(lines[0]))
      for (const [, to] of others)
        await makePage(lines.with(0, changed(lines[0], path, to) as object) as TraceLine[])
  })

  test('says nothing that is not known', () => {
    const bare = lines.map((line) => changed(line, ['event', 'result', 'status'], gone))
    const row = pictureOfLines(bare).rows.find(({ kind }) => kind === 'call')
    assert.equal(row?.state, '(no status)')
    const unnamed = lines.map((line) => changed(line, ['event', 'name'], gone) as TraceLine)
    assert.match(renderTimeline(unnamed), /\(no name\)/)
    for (const name of ['constructor', 'toString', '__proto__']) {
      const strange = lines.map((line) => {
        const settled = changed(line, ['event', 'result', 'status'], name)
        return changed(settled, ['event', 'reason'], name) as TraceLine
      })
      assert.doesNotMatch(renderTimeline(strange, { columns: 160 }), /function|native|object/)
      const row = pictureOfLines(strange).rows.find(({ kind }) => kind === 'call')
      assert.equal(row && pictureOfLines(strange).stateOf(row), name)
    }
  })
})

function textOf(lines: readonly unknown[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}
