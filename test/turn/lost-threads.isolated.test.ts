import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { ToolResult } from '../../src/call/report/result.ts'
import { tool, type AnyTool, type ToolDefinition } from '../../src/call/tool.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { sharedCounter, untilItCounts } from '../place/thread/lab.ts'
import { patienceMs } from '../support/until.ts'

const module = new URL('../place/thread/tools.ts', import.meta.url)
const tools = (effects: Partial<ToolDefinition>): AnyTool[] =>
  ['exit', 'exitOnce', 'hoardObjects', 'count'].map(
    (name) =>
      tool({
        name,
        runsIn: 'thread',
        module,
        timeoutMs: patienceMs,
        ...effects,
      } as never) as AnyTool,
  )
const engineOf = (effects: Partial<ToolDefinition>): Engine => {
  const engine = createEngine({
    tools: tools(effects),
    threads: { maxThreads: 1, maxMemoryMb: 64 },
  })
  after(() => engine.close())
  return engine
}
const end = ({ status, error, attempts }: ToolResult): unknown => [status, error?.code, attempts]

async function run(engine: Engine, name: string, input: object = {}): Promise<ToolResult> {
  const { results } = await engine.execute([{ id: 'c', name, input }])
  return results[0] as ToolResult
}

describe('G7: a call whose thread is gone', { timeout: 4 * patienceMs }, () => {
  const kinds = { write: { writes: 'x' }, 'call of which nothing is known': {} }
  for (const [kind, effects] of Object.entries(kinds))
    test(`is in doubt: a ${kind}`, async () => {
      const engine = engineOf(effects)
      for (const name of ['exit', 'hoardObjects']) {
        const result = await run(engine, name)
        assert.deepEqual(end(result), ['unknown', 'in_doubt', 1])
        assert.match(String(result.content), /had started when .* may or may not have taken effect/)
        assert.match(String(result.error?.cause), /thread/)
      }
    })

  test('is tried again if it may be', async () => {
    for (const effects of [{ reads: 'x' }, { writes: 'x', idempotent: true }]) {
      const engine = engineOf(effects)
      const result = await run(engine, 'exitOnce', { counter: sharedCounter() })
      assert.deepEqual(end(result), ['ok', undefined, 2])
    }
    const failed = await run(engineOf({ reads: 'x' }), 'exit')
    assert.deepEqual(end(failed), ['failed', 'attempt_lost', 4])
    const given = await run(engineOf({ writes: 'x', idempotent: true }), 'exit')
    assert.deepEqual(end(given), ['unknown', 'in_doubt', 4])
  })

  test('is not tried again if it reads, and needs too much memory', async () => {
    const result = await run(engineOf({ reads: 'x' }), 'hoardObjects')
    assert.deepEqual(end(result), ['failed', 'out_of_memory', 1])
  })

  test('is in doubt if `close()` ended it, also one that would have been tried again', async () => {
    for (const effects of [{ writes: 'x' }, { writes: 'x', idempotent: true }]) {
      const engine = engineOf(effects)
      const counter = sharedCounter()
      const counting = run(engine, 'count', { counter })
      await untilItCounts(counter)
      await engine.close()
      const { status, error, content } = await counting
      assert.deepEqual([status, error?.code], ['unknown', 'in_doubt'])
      assert.match(String(content), /may or may not have taken effect/)
    }
  })

  test('says that it was not run if it came after `close()`', async () => {
    const engine = engineOf({ writes: 'x' })
    await engine.close()
    const result = await run(engine, 'count', { counter: sharedCounter() })
    assert.deepEqual([result.status, result.error?.code], ['failed', 'thread_start'])
    assert.match(String(result.content), /^count was not run: /)
  })
})
