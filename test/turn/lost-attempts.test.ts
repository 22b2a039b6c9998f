import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ToolError } from '../../src/call/errors/error.ts'
import type { Status } from '../../src/call/report/result.ts'
import { tool, type AnyTool, type ToolOptions } from '../../src/call/tool.ts'
import { AttemptLost } from '../../src/place/attempt-lost.ts'
import { createEngine } from '../../src/turn/engine.ts'

interface Ended {
  readonly status: Status | undefined
  readonly code: string | undefined
  readonly attempts: number | undefined
  readonly keys: ReadonlySet<string>
  readonly content: string
}

/** Runs one call in a queue that loses its first attempts. */
async function lose(
  times: number,
  options: Partial<ToolOptions<never>>,
  started: boolean | 'unknown' = true,
): Promise<Ended> {
  const keys = new Set<string>()
  let attempts = 0
  const queue = {
    name: 'queue',
    run(_: AnyTool, _input: unknown, { idempotencyKey }: { idempotencyKey: string }) {
      keys.add(idempotencyKey)
      attempts += 1
      if (attempts <= times) throw new AttemptLost('gone', { started })
      return 'done'
    },
  }
  const work = tool({
    name: 'work',
    runsIn: 'queue',
    execute: () => assert.fail('Not here.'),
    ...(options as object),
  }) as AnyTool
  const { results } = await createEngine({ tools: [work], queue }).execute([
    { id: 'c', name: 'work', input: {} },
  ])
  const [result] = results
  const content = String(result?.content)
  return {
    status: result?.status,
    code: result?.error?.code,
    attempts: result?.attempts,
    keys,
    content,
  }
}

describe('G7: an attempt whose worker is lost', () => {
  test('runs again if it only reads, or is idempotent, under the same key', async () => {
    for (const options of [{ reads: 'a' }, { writes: 'a', idempotent: true }]) {
      const { status, attempts, keys } = await lose(2, options)
      assert.deepEqual([status, attempts, keys.size], ['ok', 3, 1])
    }
  })

  test('does not run again if it may have taken effect', async () => {
    for (const options of [{ writes: 'a' }, {}, { writes: 'a', retries: 5 }]) {
      for (const started of [true, 'unknown'] as const) {
        const { status, code, attempts, content } = await lose(1, options, started)
        assert.deepEqual([status, code, attempts], ['unknown', 'in_doubt', 1])
        const said = started === true ? /^work had started when/ : /^work may have started when/
        assert.match(content, said)
      }
    }
  })

  test('runs again, whatever it is, if it was never started', async () => {
    const { status, attempts } = await lose(1, { writes: 'a' }, false)
    assert.deepEqual([status, attempts], ['ok', 2])
  })

  test('is given up when worker after worker is lost', async () => {
    const read = await lose(99, { reads: 'a' })
    assert.deepEqual([read.status, read.code, read.attempts], ['failed', 'attempt_lost', 4])
    const write = await lose(99, { writes: 'a', idempotent: true })
    assert.deepEqual([write.status, write.attempts], ['unknown', 4])
  })

  test('stays in doubt when the next attempt comes to nothing', async () => {
    for (const [effects, status] of [
      [{ writes: 'a', idempotent: true }, 'unknown'],
      [{ reads: 'a' }, 'failed'],
    ] as const) {
      const run = (_: unknown, _input: unknown, { attempt }: { attempt: number }): never => {
        if (attempt === 1) throw new AttemptLost('gone', { started: true })
        throw new ToolError('The queue is closed.', { nothingDone: true })
      }
      const work = tool({ name: 'work', runsIn: 'queue', execute: () => 'x', ...effects })
      const engine = createEngine({ tools: [work], queue: { name: 'queue', run } })
      const { results } = await engine.execute([{ id: 'c', name: 'work', input: {} }])
      assert.deepEqual([results[0]?.status, results[0]?.attempts], [status, 2])
    }
  })

  test('says the most that is known of any attempt', async () => {
    for (const [order, said] of [
      [[true, 'unknown', 'unknown', 'unknown'], 'had'],
      [['unknown', 'unknown', 'unknown', true], 'had'],
      [['unknown', 'unknown', 'unknown', 'unknown'], 'may have'],
    ] as const) {
      const left: (boolean | 'unknown')[] = [...order]
      const run = (): never => {
        throw new AttemptLost('gone', { started: left.shift() ?? 'unknown' })
      }
      const effects = { writes: 'a', idempotent: true }
      const work = tool({ name: 'work', runsIn: 'queue', execute: () => 'x', ...effects })
      const engine = createEngine({ tools: [work], queue: { name: 'queue', run } })
      const { results } = await engine.execute([{ id: 'c', name: 'work', input: {} }])
      const [result] = results
      assert.deepEqual([result?.status, result?.attempts], ['unknown', order.length])
      assert.equal(String(result?.content).startsWith(`work ${said} started`), true, order.join())
    }
  })

  test('needs a queue', () => {
    const work = tool({ name: 'work', runsIn: 'queue', execute: () => 'x' })
    assert.throws(() => createEngine({ tools: [work] }), {
      message:
        'Tool "work" has `runsIn: \'queue\'`, but the engine has no `queue`. Pass one, for example `queue: bullmq({ connection })`.',
    })
  })
})
