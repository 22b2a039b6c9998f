import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import { tool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { parseTrace } from '../../../src/observe/trace/read-trace.ts'
import { traceRun } from '../../../src/observe/trace/trace-file.ts'
import { scriptedModel } from '../../../src/testing/scripted-model.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { sleep } from '../../../src/util/clock.ts'

/** An agent whose tool notes when it ran, and takes a second. */
function lab(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'fanfold-trace-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'run.jsonl')
  const clock = virtualClock()
  const ranAt: number[] = []
  const look = tool({
    name: 'look',
    reads: [],
    execute: async () => {
      ranAt.push(clock.epochMs())
      await sleep(clock, 1_000)
    },
  })
  const engine = createEngine({ tools: [look], clock, journal: memoryJournal() })
  const model = scriptedModel({
    script: [{ calls: [{ name: 'look', input: {} }] }, { text: 'Seen.' }],
    clock,
  })
  const agent = createAgent({ engine, model })
  /** When the tool was started, by the trace. */
  const tracedAt = (): number | undefined => {
    const { header, lines } = parseTrace(readFileSync(path, 'utf8'))
    const started = lines.find((line) => line.type === 'turn' && line.event.type === 'call.started')
    return started !== undefined && 'atMs' in started
      ? header.startedAtMs + started.atMs
      : undefined
  }
  return { agent, clock, path, ranAt, tracedAt }
}

suite('the moment at which a trace says that its run began', () => {
  for (const [when, waitMs] of [
    ['as it begins', 0],
    ['while it is under way', 500],
    ['as it ends', 1_000],
    ['long after it has ended', 3_600_000],
  ] as const)
    test(`is that moment, if the trace is asked for ${when}`, async (context) => {
      const { agent, clock, path, ranAt, tracedAt } = lab(context)
      await clock.advance(7_000)
      const run = agent.run('Look.', { id: 'r' })
      await clock.advance(waitMs)
      const traced = traceRun(run, path, { clock })
      await clock.run(run.result)
      await traced
      assert.deepEqual([tracedAt()], ranAt)
    })

  test('is that of the run that was joined', async (context) => {
    const { agent, clock, path, ranAt, tracedAt } = lab(context)
    const first = agent.run('Look.', { id: 'r' })
    await clock.advance(600)
    const second = agent.run('Look.', { id: 'r' })
    await clock.advance(200)
    const traced = traceRun(second, path, { clock })
    await clock.run(first.result)
    await traced
    assert.deepEqual([tracedAt()], ranAt)
  })
})
