import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolDefinition } from '../../src/call/tool.ts'
import { calls, lab } from './lab.ts'

/** Fails `failures` times with `error`, then returns how often it was run. */
function flaky(failures: number, error: unknown, extra: Partial<ToolDefinition>): AnyTool {
  let runs = 0
  return tool({
    name: 'flaky',
    retries: 2,
    execute: () => {
      runs += 1
      if (runs <= failures) throw error
      return runs
    },
    ...extra,
  }) as AnyTool
}

const busy = Object.assign(new Error('busy'), { status: 503 })
const limited = Object.assign(new Error('slow down'), {
  status: 429,
  headers: { 'retry-after': '2' },
})

/** An error of another copy of the package. */
async function another(): Promise<unknown> {
  const url = new URL('../../src/call/errors/error.ts?another', import.meta.url).href
  const copy = (await import(url)) as { ToolError: typeof ToolError }
  assert.notEqual(copy.ToolError, ToolError)
  return new copy.ToolError('no', { retryable: true, nothingDone: true })
}

async function attempts(failures: number, error: unknown, extra: Partial<ToolDefinition>) {
  const { clock, engine } = lab()
  const { results } = await clock.run(
    engine([flaky(failures, error, extra)]).execute(calls('flaky')),
  )
  return { attempts: results[0]?.attempts, status: results[0]?.status, tookMs: clock.now() }
}

test('`retries` counts extra attempts', async () => {
  assert.equal((await attempts(2, busy, { reads: [] })).attempts, 3)
  assert.equal((await attempts(2, busy, { reads: [] })).status, 'ok')
  assert.equal((await attempts(9, busy, { reads: [] })).attempts, 3)
  assert.equal((await attempts(9, busy, { reads: [], retries: 0 })).attempts, 1)
})

test('a tool whose own time-out came is tried again like one whose time-out was ours', async () => {
  const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
  assert.deepEqual(await attempts(1, error, { reads: [] }).then(({ status }) => status), 'ok')
  assert.equal((await attempts(1, error, { writes: 'x', idempotent: true })).attempts, 2)
  assert.equal((await attempts(1, error, { writes: 'x' })).attempts, 1)
})

test('only what can do no harm is tried again: reads, the idempotent, and what was not done', async () => {
  assert.equal((await attempts(1, busy, { writes: 'x' })).attempts, 1)
  assert.equal((await attempts(1, busy, {})).attempts, 1)
  assert.equal((await attempts(1, busy, { writes: 'x', idempotent: true })).attempts, 2)
  // A status speaks of one request; the call may have made another before.
  const refused = new Error('fetch failed', { cause: { code: 'ECONNREFUSED' } })
  for (const error of [limited, refused, { status: 425 }, new Response('', { status: 429 })])
    for (const extra of [{ writes: 'x' }, {}])
      assert.equal((await attempts(1, error, extra)).attempts, 1)
  assert.equal((await attempts(1, new ToolError('no', { retryable: true }), {})).attempts, 1)
  const untouched = new ToolError('no', { retryable: true, nothingDone: true })
  assert.equal((await attempts(1, untouched, {})).attempts, 2)
  assert.equal((await attempts(1, await another(), {})).attempts, 2)
})

test('only what may pass is tried again', async () => {
  assert.equal((await attempts(1, new Error('bug'), { reads: [] })).attempts, 1)
  assert.equal((await attempts(1, { status: 404 }, { reads: [] })).attempts, 1)
  assert.equal((await attempts(1, new ToolError('no'), { reads: [] })).attempts, 1)
})

test('Retry-After is honoured', async () => {
  const { tookMs } = await attempts(1, limited, { reads: [] })
  assert.ok(tookMs >= 2_000 && tookMs < 2_400, String(tookMs))
})

test('an attempt that timed out is tried again under the same idempotency key', async () => {
  const { clock, engine } = lab()
  const keys: string[] = []
  const slow = tool({
    name: 'slow',
    idempotent: true,
    retries: 1,
    timeoutMs: 50,
    execute: (_input, { idempotencyKey, attempt }) => {
      keys.push(idempotencyKey)
      return attempt === 1 ? new Promise(() => {}) : 'second'
    },
  })
  const { results } = await clock.run(engine([slow]).execute(calls('slow'), { id: 't1' }))
  assert.equal(results[0]?.content, 'second')
  assert.deepEqual(keys, ['t1:c1', 't1:c1'])
})

test('an abort in back-off ends the call at once', async () => {
  const { clock, engine } = lab()
  const controller = new AbortController()
  const turn = engine([flaky(9, limited, { reads: [] })]).execute(calls('flaky'), {
    signal: controller.signal,
  })
  await clock.advance(100)
  controller.abort()
  const { results } = await clock.run(turn)
  assert.equal(results[0]?.status, 'cancelled')
  assert.equal(results[0]?.attempts, 1)
  assert.equal(clock.now(), 100)
})

test('between its attempts a call keeps its keys', async () => {
  const { clock, log, nap, engine } = lab()
  const first = flaky(1, limited, { writes: 'x', idempotent: true })
  const run = engine([first, nap('second', 10, { writes: 'x' })])
  const { results } = await clock.run(run.execute(calls('flaky', 'second')))
  assert.equal(results[0]?.attempts, 2)
  assert.match(log[0] ?? '', /^2\d\d\d(\.\d+)? start second$/)
})

test('the calls of the last seconds give an engine its retries, however late in its life a turn begins', async () => {
  const { clock, engine } = lab()
  const tools = [flaky(1, busy, { reads: [] }), tool({ name: 'fine', execute: () => 'done' })]
  const one = engine(tools as AnyTool[], { retryBudget: { ratio: 0.1, minPerSecond: 0 } })
  await clock.advance(60_000)
  await clock.run(one.execute(calls(...Array.from({ length: 20 }, () => 'fine'))))
  const { results } = await clock.run(one.execute(calls('flaky')))
  assert.deepEqual([results[0]?.status, results[0]?.attempts], ['ok', 2])
})
