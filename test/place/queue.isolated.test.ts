import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import * as z from 'zod'
import { createWorker } from '../../src/bullmq.ts'
import { isContentValue, toContent } from '../../src/call/content/content.ts'
import { FanfoldError, ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { root } from '../repo/files.ts'
import { runNode } from '../repo/run-node.ts'
import { until } from '../support/until.ts'
import {
  atEnd,
  contextOf,
  makeLedger,
  placeFor,
  redisForTests,
  rejection,
  sleep,
  startedContext,
  startWorker,
} from './queue/lab.ts'
import { suiteWithRedis } from './queue/redis.ts'
import {
  deaf,
  fail,
  give,
  local,
  report,
  show,
  steps,
  tell,
  typed,
  whose,
  work,
} from './queue/tools.ts'

/** So long that no lock is renewed: a stop has to come by itself. */
const lockMs = 60_000

suiteWithRedis('a tool in a queue', async () => {
  const redis = await redisForTests()
  await Promise.all([startWorker(redis, { lockMs }), startWorker(redis, { lockMs })])
  const place = placeFor(redis)
  const run = (tool: AnyTool, input: unknown = {}): Promise<unknown> =>
    place.run(tool, input, contextOf())

  it('runs in another process, with its input and all of its context', async () => {
    const { context } = startedContext()
    const { callId } = context
    assert.deepEqual(await place.run(tell, { a: [1, { b: null }] }, context), {
      input: { a: [1, { b: null }] },
      context: { callId, turnId: 't1', attempt: 2, idempotencyKey: `t1:${callId}` },
      aborted: false,
    })
  })

  it('has no context of its turn there, and says so', async () => {
    await assert.rejects(run(whose), /runs in a queue not to read `context`, which does not leave/)
  })

  it('answers each of 100 calls at one time with its own result, over two processes', async () => {
    const { path } = makeLedger()
    const ids = Array.from({ length: 100 }, (_, index) => `n${index}`)
    const results = await Promise.all(ids.map((id) => run(work, { ledger: path, id })))
    const made = results as { id: string; pid: number }[]
    assert.deepEqual(
      made.map(({ id }) => id),
      ids,
    )
    assert.equal(new Set(made.map(({ pid }) => pid)).size, 2)
  })

  it('tells its progress, all of it, in order, before it ends', async () => {
    const told: unknown[] = []
    const context = contextOf(undefined, (progress) => told.push(progress))
    assert.equal(await place.run(report, {}, context), 'done')
    assert.deepEqual(
      told,
      Array.from({ length: 100 }, (_, index) => ({ step: index + 1 })),
    )
  })

  it('answers with the last of the values that a tool yields, and tells each', async () => {
    const told: unknown[] = []
    const context = contextOf(undefined, (progress) => told.push(progress))
    assert.deepEqual(await place.run(steps, {}, context), { done: true })
    assert.deepEqual(told, ['half', { done: true }])
  })

  it('returns what JSON holds, nothing as nothing, and parts for the model as such', async () => {
    assert.equal(await run(give, { what: 'nothing' }), undefined)
    assert.deepEqual(await run(give, { what: 'date' }), { at: '1970-01-01T00:00:00.000Z' })
    const shown = await run(show)
    assert.ok(isContentValue(shown))
    assert.deepEqual(toContent(shown)[0], shown.parts[0])
    assert.equal(shown.parts.length, 2)
  })

  it('throws what the tool threw, with all that a retry is decided by', async () => {
    const error = await rejection(run(fail))
    assert.ok(error instanceof ToolError)
    const { code, message, retryable, retryAfterMs, cause } = error
    assert.deepEqual([code, message, retryable, retryAfterMs], ['not_today', 'Not today.', true, 5])
    assert.equal((cause as { big?: unknown }).big, '10')
  })

  it('stops in its worker when the signal fires, with the same reason', async () => {
    const ledger = makeLedger()
    // So long that it is the worker that ends it.
    const patient = placeFor(redis, { graceMs: 3_600_000 })
    const controller = new AbortController()
    const { context, started } = startedContext(controller.signal)
    const running = rejection(patient.run(work, { ledger: ledger.path, held: true }, context))
    await started
    const reason = new FanfoldError('Nobody needs it.', { code: 'cancelled' })
    Object.defineProperty(reason, 'name', { value: 'AbortError' })
    controller.abort(reason)
    const { name, code, message } = await running
    assert.deepEqual([name, code, message], ['AbortError', 'cancelled', 'Nobody needs it.'])
    assert.deepEqual(ledger.lines, ['start ', 'stop  AbortError cancelled Nobody needs it.'])
  })

  it('ends after the grace if the tool does not listen', async () => {
    const ledger = makeLedger()
    const hasty = placeFor(redis, { graceMs: 200 })
    const controller = new AbortController()
    const { context, started } = startedContext(controller.signal)
    const running = rejection(hasty.run(deaf, { ledger: ledger.path }, context))
    await started
    const reason = new DOMException('Too late.', 'TimeoutError')
    controller.abort(reason)
    assert.equal(await running, reason)
    await until(() => ledger.lines.length > 1)
    assert.equal(ledger.lines[1], 'told ')
    ledger.release()
  })

  it('fails, and says why, if its input or its result cannot cross', async () => {
    await assert.rejects(run(tell, { since: new Date() }), {
      code: 'queue_input',
      nothingDone: true,
      message: /^tell was not started: .* because input\.since is a Date\.$/,
    })
    await assert.rejects(run(tell, { text: 'x'.repeat(1_000_001) }), {
      code: 'queue_input',
      nothingDone: true,
      message: /1000012 bytes, and the queue takes at most 1000000 \(`maxPayloadBytes`\)/,
    })
    await assert.rejects(run(give, { what: 'map' }), {
      code: 'queue_result',
      nothingDone: false,
      message:
        /^give ran, but its result .* because result\.deep\[0\] is a Map\. Return plain data\.$/,
    })
    await assert.rejects(run(give, { what: '1000000' }), {
      code: 'queue_result',
      nothingDone: false,
      message: /^give ran, but its result has 1000002 bytes/,
    })
  })

  it('is refused by a worker that has no such tool, or another of that name', async () => {
    const refused = { name: 'ToolError', nothingDone: true, retryable: true }
    const unknown = tool({ name: 'unknown', execute: () => 1 }) as AnyTool
    await assert.rejects(run(unknown), {
      ...refused,
      code: 'queue_no_tool',
      message: /^unknown was not started: the worker has no tool of that name\. It has: .*typed/,
    })
    const inputSchema = z.object({ id: z.string() })
    const other = tool({ name: 'typed', inputSchema, execute: () => 1 }) as AnyTool
    await assert.rejects(run(other, { id: 'a' }), {
      ...refused,
      code: 'queue_schema',
      message: /^typed was not started: the worker's typed has another input schema/,
    })
    assert.equal(await run(typed, { id: 1 }), 2)
  })

  it('is refused, and not run, by a worker whose tool of that name is not for the queue', async () => {
    const ledger = makeLedger()
    const asked = tool({ ...local, runsIn: 'queue' } as never) as AnyTool
    await assert.rejects(run(asked, { ledger: ledger.path }), {
      code: 'queue_not_offered',
      nothingDone: true,
      message: /^local was not started: .* does not say `runsIn: 'queue'`/,
    })
    assert.deepEqual(ledger.lines, [])
    const connection = redis.url
    await assert.rejects(createWorker({ connection, tools: [local] }), {
      name: 'UsageError',
      message: /^Expected at least one of `tools` to have `runsIn: 'queue'`, got local, none/,
    })
    const worker = await createWorker({ connection, queue: 'other', tools: [local, tell] })
    assert.deepEqual(worker.tools, ['tell'])
    await worker.close()
  })

  it('is ordered and answered by its engine', async () => {
    const { path } = makeLedger()
    const inQueue = tool({
      ...work,
      inputSchema: undefined as never,
      writes: ({ key }: Record<string, unknown>) => String(key),
      runsIn: 'queue',
      execute: () => assert.fail('It runs elsewhere.'),
    }) as AnyTool
    const engine = createEngine({ tools: [inQueue], queue: place })
    const input = (id: string, key: string): object => ({ ledger: path, id, key, ms: 50 })
    const { outcome, results } = await engine.execute([
      { id: '1', name: 'work', input: input('a', 'x') },
      { id: '2', name: 'work', input: input('b', 'y') },
      { id: '3', name: 'work', input: input('c', 'x') },
    ])
    assert.equal(outcome, 'complete')
    assert.deepEqual(
      results.map(({ id, content }) => [id, JSON.parse(content as string).id]),
      [
        ['1', 'a'],
        ['2', 'b'],
        ['3', 'c'],
      ],
    )
    const order = readFileSync(path, 'utf8').split('\n')
    assert.ok(
      order.indexOf('end a') < order.indexOf('start c'),
      'Calls in conflict keep their order.',
    )
  })

  it('leaves nothing in Redis but the names of the queue', async () => {
    const client = new Redis(redis.url)
    const jobs = async (): Promise<string[]> =>
      (await client.keys('*')).filter((key) => /fanfold:[\w-]+\.\d+/.test(key))
    // One of the tools does not listen to its signal, and has just been released.
    while ((await jobs()).length > 0) await sleep(20)
    client.disconnect()
  })
})

suiteWithRedis('a queue whose worker is busy', async () => {
  const redis = await redisForTests()
  const tools = [work]
  const worker = await createWorker({ connection: redis.url, tools, concurrency: 1, lockMs })
  atEnd(() => worker.close())
  const place = placeFor(redis)

  it('gives a call back that is stopped while it waits', async () => {
    const ledger = makeLedger()
    const first = startedContext()
    const busy = place.run(work, { ledger: ledger.path, id: 'a', held: true }, first.context)
    await first.started
    const controller = new AbortController()
    const waiting = place.run(work, { ledger: ledger.path, id: 'b' }, contextOf(controller.signal))
    const client = new Redis(redis.url, { maxRetriesPerRequest: null })
    const queue = new Queue('fanfold', { connection: client })
    let counts = 0
    while (counts === 0) counts = await queue.getPrioritizedCount()
    controller.abort(new Error('Not any more.'))
    assert.equal((await rejection(waiting)).message, 'Not any more.')
    assert.equal(await queue.getPrioritizedCount(), 0)
    ledger.release()
    await busy
    assert.deepEqual(ledger.lines, ['start a', 'end a'])
    await queue.close()
    client.disconnect()
  })

  it('never sends what is stopped in the same moment', async () => {
    const ledger = makeLedger()
    const controller = new AbortController()
    const context = contextOf(controller.signal)
    const stopped = place.run(work, { ledger: ledger.path }, context)
    controller.abort(new Error('At once.'))
    assert.equal((await rejection(stopped)).message, 'At once.')
    await place.run(work, { ledger: ledger.path, id: 'after' }, contextOf())
    assert.deepEqual(ledger.lines, ['start after', 'end after'])
  })

  it('ends with its worker, once that has done what it had', async () => {
    const ledger = makeLedger()
    const first = startedContext()
    const last = place.run(work, { ledger: ledger.path, id: 'last', held: true }, first.context)
    await first.started
    const closed = worker.close()
    ledger.release()
    await closed
    assert.equal(((await last) as { id: string }).id, 'last')
  })
})

suiteWithRedis('a process with a queue', async () => {
  const redis = await redisForTests()
  const bullmq = pathToFileURL(join(root, 'src/bullmq.ts')).href
  const tools = pathToFileURL(join(root, 'test/place/queue/tools.ts')).href
  const script = (lines: string): ReturnType<typeof runNode> =>
    runNode(
      [
        '--input-type=module',
        '-e',
        `import { bullmq, createWorker } from '${bullmq}'
         import { give } from '${tools}'
         const { signal } = new AbortController()
         const connection = '${redis.url}'
         const worker = await createWorker({ connection, tools: [give], lockMs: 60_000 })
         const place = bullmq({ connection })
         console.log(await place.run(give, { what: '3' }, { signal }))
         ${lines}`,
      ],
      { timeoutMs: 240_000 },
    )

  it('ends by itself once place and worker are closed', async () => {
    const ended = await script('await place.close(); await worker.close()')
    assert.deepEqual(ended, { code: 0, stdout: 'xxx\n', stderr: '' })
  })

  it('is not kept alive by an idle place', async () => {
    const ended = await script('await worker.close()')
    assert.deepEqual(ended, { code: 0, stdout: 'xxx\n', stderr: '' })
  })
})
