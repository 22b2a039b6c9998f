import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { ToolError } from '../../../src/call/errors/error.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { makeTimeline } from '../../../src/observe/timeline/timeline.ts'
import { renderTimeline } from '../../../src/observe/timeline/render-timeline.ts'
import { chromeTrace } from '../../../src/observe/trace/chrome-trace.ts'
import { parseTrace, type Trace } from '../../../src/observe/trace/read-trace.ts'
import { traceFile, traceRun } from '../../../src/observe/trace/trace-file.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'
import { variedAgent } from './recorded.ts'

function folder(context: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'fanfold-trace-'))
  context.after(() => rmSync(path, { recursive: true }))
  return path
}

const read = (path: string): Trace => parseTrace(readFileSync(path, 'utf8'))

suite('traceRun', () => {
  test('a run comes out of its file as it went', async (context) => {
    const path = join(folder(context), 'run.jsonl')
    const { agent } = await variedAgent(context)
    const run = agent.run('Do it.')
    await traceRun(run, path, { model: 'm', question: 'Do it.' })
    const { header, lines, broken } = read(path)
    assert.equal(broken, 0)
    assert.deepEqual(
      { of: header.of, id: header.id, question: header.question, model: header.model },
      { of: 'run', id: run.id, question: 'Do it.', model: 'm' },
    )
    const end = lines.at(-1)
    assert.equal(end?.type === 'end' && end.outcome, 'answered')

    const fromFile = makeTimeline()
    for (const line of lines) fromFile.push(line)
    const fromEvents = makeTimeline()
    for await (const event of run) fromEvents.push(event)
    const told = ({ rows }: typeof fromFile) =>
      rows.map((row) =>
        row.kind === 'model'
          ? { ...row }
          : { ...row, fault: row.fault?.message, content: JSON.stringify(row.content) },
      )
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
    assert.deepEqual(plain(told(fromFile)), plain(told(fromEvents)))
    assert.match(renderTimeline(lines, { columns: 100 }), /edit_file a\.txt/)
    const waits = fromFile.rows.flatMap((row) => (row.kind === 'call' ? row.waits : []))
    const conflict = waits.find(({ reason }) => reason === 'conflict')
    assert.match(conflict?.detail ?? '', /a\.txt \(call 1/)
  })

  test('developers find the stack and the causes of what was thrown, without its secrets', async (context) => {
    const path = join(folder(context), 'run.jsonl')
    const { agent } = await variedAgent(context)
    await traceRun(agent.run('Do it.'), path)
    const text = readFileSync(path, 'utf8')
    assert.match(text, /no such table\\n +at .*recorded\.ts/)
    assert.match(text, /caused by: TypeError/)
    assert.doesNotMatch(text, /hunter2/)
  })

  test('content: false leaves only names, times, statuses and codes', async (context) => {
    const path = join(folder(context), 'run.jsonl')
    const { agent } = await variedAgent(context)
    await traceRun(agent.run('Do it.'), path, { content: false, question: 'Do it.' })
    const text = readFileSync(path, 'utf8')
    assert.doesNotMatch(text, /Do it|I look|Done\.|edited|text of|no such table|Busy|recorded\.ts/)
    const { lines } = parseTrace(text)
    const settled = lines.filter(
      (line) => line.type === 'turn' && line.event.type === 'call.settled',
    )
    assert.equal(settled.length, 5)
    assert.match(text, /"code":"tool_threw"/)
    // Nothing is not the same as left out: an empty text would be a result in which nothing was found.
    assert.doesNotMatch(text, /"content"/)
  })

  test('only its owner reads it', async (context) => {
    const path = join(folder(context), 'run.jsonl')
    const { agent } = await variedAgent(context)
    await traceRun(agent.run('Do it.'), path)
    assert.equal(statSync(path).mode & 0o777, 0o600)
  })

  test('a file that cannot be opened is refused at once; one that cannot take all is said at the end', async (context) => {
    const { agent } = await variedAgent(context)
    const run = agent.run('Do it.')
    await assert.rejects(traceRun(run, join(folder(context), 'no', 'such.jsonl')), {
      name: 'UsageError',
      message: /^Expected the trace file .*such\.jsonl to be one that can be written: ENOENT/,
    })
    await assert.rejects(traceRun(run, '/dev/full'), { code: 'trace_file', message: /ENOSPC/ })
    assert.equal((await run.result).outcome, 'answered')
  })
})

suite('a file that is there', () => {
  test('is replaced if it is a trace, and left as it is if it is something else', async (context) => {
    const directory = folder(context)
    const { agent } = await variedAgent(context)
    const path = join(directory, 'run.jsonl')
    for (const before of [
      '',
      '{"ty',
      '{"type":"trace","version":1,"id":"old"}\n{"type":"end"}\n',
    ]) {
      writeFileSync(path, before)
      await traceRun(agent.run('Do it.'), path)
      const { lines } = read(path)
      assert.deepEqual([lines[0]?.type, lines.at(-1)?.type], ['trace', 'end'])
      assert.equal(readFileSync(path, 'utf8').includes('"old"'), false)
    }
    for (const before of ['SQLite format 3\0', 'export const a = 1', '{"type":"tracer"}', '\n']) {
      writeFileSync(path, before)
      const words =
        /^Expected the trace file to be a new file, an empty one, or a trace, which is replaced, but .*run\.jsonl is something else, which would be lost\. Give another path/
      assert.throws(() => traceFile(path), { name: 'UsageError', message: words })
      await assert.rejects(traceRun(agent.run('Do it.'), path), { name: 'UsageError' })
      assert.equal(readFileSync(path, 'utf8'), before)
    }
  })

  test('stays as it is if the run is refused', async (context) => {
    const path = join(folder(context), 'run.jsonl')
    const { agent } = await variedAgent(context, memoryJournal())
    await traceRun(agent.run('Do it.'), path)
    const before = readFileSync(path, 'utf8')
    const run = agent.resume('typo')
    await traceRun(run, path)
    await assert.rejects(run.result, { code: 'unknown_run' })
    assert.equal(readFileSync(path, 'utf8'), before)
  })
})

suite('traceFile', () => {
  test('content: false holds no text, whatever happens: no keys, no reasons, no warnings', async (context) => {
    const path = join(folder(context), 'engine.jsonl')
    const clock = virtualClock()
    const secret = 'ada@example.com'
    const mail = tool({
      name: 'mail',
      writes: ({ to }) => `mailbox/${String(to)}`,
      needsApproval: true,
      limit: 'post',
      execute: async ({ n }, { progress }) => {
        progress(secret)
        await sleep(clock, 5)
        if (n === 2) throw new ToolError(secret, { code: 'refused', nothingDone: true })
        return secret
      },
    }) as AnyTool
    const outside = tool({ name: 'ask' }) as AnyTool
    const trace = traceFile(path, { clock, content: false })
    const engine = createEngine({
      tools: [mail, outside],
      clock,
      limits: { post: { concurrency: 1 } },
      approve: ({ call }) => ({
        decision: 'allow',
        input: { ...(call.input as object), by: secret },
      }),
      onEvent: trace.onEvent,
    })
    const mails = [1, 2, 3].map((n) => ({ id: `${n}`, name: 'mail', input: { to: secret, n } }))
    await clock.run(
      engine.execute([...mails, { id: 'a', name: 'ask', input: { to: secret } }], { id: 't1' }),
    )
    const turn = engine.turn({ id: 't2' })
    turn.add({ id: 'x', name: 'mail', input: { to: secret } })
    turn.discard(`The user asked about ${secret}.`)
    await clock.run(turn.report)
    await trace.close()
    const text = readFileSync(path, 'utf8')
    assert.doesNotMatch(text, /ada|example/)
    assert.match(text, /"code":"refused"/)
    assert.match(text, /"type":"turn.discarded"/)
    // What is drawn of it is there.
    assert.match(JSON.stringify(chromeTrace(parseTrace(text).lines)), /mail/)
  })

  test('the turns of an engine stand on one axis, numbered as they began', async (context) => {
    const path = join(folder(context), 'engine.jsonl')
    const clock = virtualClock()
    const wait = tool({
      name: 'wait',
      reads: [],
      execute: (input) => sleep(clock, (input as { ms: number }).ms),
    }) as AnyTool
    const trace = traceFile(path, { clock })
    const engine = createEngine({ tools: [wait], clock, onEvent: trace.onEvent })
    const first = engine.execute([{ id: 'a', name: 'wait', input: { ms: 100 } }])
    await clock.advance(40)
    const second = engine.execute([{ id: 'a', name: 'wait', input: { ms: 100 } }])
    await clock.advance(200)
    await Promise.all([first, second])
    await trace.close()
    trace.onEvent({ type: 'turn.committed', turnId: 'late', atMs: 0 })
    const { header, lines } = read(path)
    assert.equal(header.of, 'engine')
    const settled = lines.flatMap((line) =>
      line.type === 'turn' && line.event.type === 'call.settled' ? [[line.turn, line.atMs]] : [],
    )
    assert.deepEqual(settled, [
      [1, 100],
      [2, 140],
    ])
  })
})
