import assert from 'node:assert/strict'
import { once } from 'node:events'
import { it } from 'node:test'
import { Redis } from 'ioredis'
import { AttemptLost, createWorker } from '../../src/bullmq.ts'
import { ToolError, UsageError } from '../../src/call/errors/error.ts'
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
import { patienceMs, until } from '../support/until.ts'
import { suiteWithRedis, type TestRedis } from './queue/redis.ts'
import { tell, work } from './queue/tools.ts'

suiteWithRedis(
  'a Redis that restarts',
  async () => {
    async function untilOneWaits({ url }: TestRedis): Promise<void> {
      const client = new Redis(url)
      while ((await client.zcard('bull:fanfold:prioritized')) === 0) await sleep(5)
      client.disconnect()
    }

    /** A call that runs, and one that waits behind it, while Redis is killed and restarted. */
    async function restarted(redis: TestRedis) {
      const ledger = makeLedger()
      await startWorker(redis, { concurrency: 1, lockMs: 20_000 })
      const place = placeFor(redis)
      const { context, started } = startedContext()
      const calls = [
        place.run(work, { ledger: ledger.path, id: 'a', held: true }, context),
        place.run(work, { ledger: ledger.path, id: 'b' }, contextOf()),
      ].map((call) =>
        call.then(
          (value) => value as { id?: string; started?: unknown },
          (error) => error,
        ),
      )
      await started
      await untilOneWaits(redis)
      await redis.kill()
      await sleep(300)
      await redis.restart()
      ledger.release()
      return { place, ledger, ended: await Promise.all(calls) }
    }

    it('with its log, goes on with what it had', async () => {
      const redis = await redisForTests(['--appendonly', 'yes', '--appendfsync', 'always'])
      const { ledger, ended } = await restarted(redis)
      assert.deepEqual(
        ended.map(({ id }) => id),
        ['a', 'b'],
      )
      assert.deepEqual(ledger.lines, ['start a', 'end a', 'start b', 'end b'])
    })

    it('without, has lost its calls, and each is told so; the next one runs', async () => {
      const redis = await redisForTests()
      const { place, ledger, ended } = await restarted(redis)
      assert.deepEqual(
        ended.map((error) => [error instanceof AttemptLost, error.started]),
        [
          [true, true],
          [true, 'unknown'],
        ],
      )
      const next = (await place.run(work, { ledger: ledger.path, id: 'c' }, contextOf())) as {
        id: string
      }
      assert.equal(next.id, 'c')
      assert.ok(!ledger.lines.includes('start b'))
    })

    it('is waited for, as long as the call may take', async () => {
      const redis = await redisForTests()
      const ledger = makeLedger()
      const place = placeFor(redis)
      await startWorker(redis)
      await place.run(tell, {}, contextOf())
      const other = new Redis(redis.url)
      other.on('error', () => {})
      await other.ping()
      const lost = once(other, 'close')
      await redis.kill()
      // What is sent before the loss of the connection is known may have arrived, and is lost.
      await lost
      other.disconnect()
      await sleep(200)
      const hasty = rejection(
        place.run(work, { ledger: ledger.path, id: 'a' }, contextOf(AbortSignal.timeout(300))),
      )
      const patient = place.run(work, { ledger: ledger.path, id: 'b' }, contextOf())
      const beganMs = performance.now()
      assert.equal((await hasty).name, 'TimeoutError')
      assert.ok(performance.now() - beganMs < patienceMs / 2)
      await redis.restart()
      assert.equal(((await patient) as { id: string }).id, 'b')
      assert.deepEqual(ledger.lines, ['start b', 'end b'])
    })

    it('is told of a stop that came while it was away', async () => {
      const redis = await redisForTests(['--appendonly', 'yes', '--appendfsync', 'always'])
      const ledger = makeLedger()
      const place = placeFor(redis, { graceMs: 100 })
      const controller = new AbortController()
      const waiting = rejection(
        place.run(work, { ledger: ledger.path, id: 'a' }, contextOf(controller.signal)),
      )
      await untilOneWaits(redis)
      await redis.kill()
      controller.abort(new Error('Enough.'))
      assert.equal((await waiting).message, 'Enough.')
      await redis.restart()
      await place.run(tell, {}, contextOf(AbortSignal.timeout(500))).catch(() => {})
      await startWorker(redis)
      await place.run(tell, {}, contextOf())
      assert.deepEqual(ledger.lines, [])
    })
  },
  { concurrency: true },
)

/** Waits until the lock of the job that runs has been renewed. */
async function untilRenewed(client: Redis): Promise<void> {
  const [lock = ''] = await client.keys('*:lock')
  let leftMs = Infinity
  await until(async () => {
    const before = leftMs
    leftMs = await client.pttl(lock)
    return leftMs > before
  })
}

suiteWithRedis('a Redis that is not as it should be', async () => {
  const redis = await redisForTests()
  const admin = new Redis(redis.url)
  atEnd(() => admin.disconnect())
  const set = (name: string, value: string): Promise<unknown> => admin.config('SET', name, value)

  it('is refused, with the reason, if it may evict', async () => {
    await set('maxmemory-policy', 'allkeys-lru')
    const place = placeFor(redis)
    const why =
      /^Expected Redis to have the `maxmemory-policy` noeviction, got allkeys-lru\. .*CONFIG SET/
    for (let time = 1; time <= 2; time += 1) {
      const error = await rejection(place.run(tell, {}, contextOf()))
      assert.ok(error instanceof ToolError)
      assert.deepEqual([error.code, error.nothingDone], ['queue_server', true])
      assert.match(error.message, why)
    }
    const refused = await rejection(createWorker({ connection: redis.url, tools: [tell] }))
    assert.ok(refused instanceof UsageError)
    assert.match(refused.message, why)
    await set('maxmemory-policy', 'noeviction')
    // As the message says what to do, it helps at once.
    const worker = await createWorker({ connection: redis.url, tools: [tell], lockMs: 60_000 })
    assert.ok(await place.run(tell, {}, contextOf()))
    await worker.close()
  })

  it('takes no calls while its memory is full, but answers, stops and locks go on', async () => {
    const ledger = makeLedger()
    const place = placeFor(redis)
    await startWorker(redis, { lockMs: 20_000 })
    const { context, started } = startedContext()
    const running = place.run(work, { ledger: ledger.path, id: 'a', held: true }, context)
    await started
    await set('maxmemory', '1')
    const runs = ['b', 'c'].map((id) => place.run(work, { ledger: ledger.path, id }, contextOf()))
    for (const error of await Promise.all(runs.map(rejection))) {
      assert.ok(error instanceof ToolError)
      const { code, nothingDone, retryable } = error
      assert.deepEqual([code, nothingDone, retryable], ['queue_out_of_memory', true, true])
    }
    ledger.release()
    // It is answered when there is room: until then its lock is renewed.
    for (let time = 1; time <= 2; time += 1) await untilRenewed(admin)
    await set('maxmemory', '0')
    assert.equal(((await running) as { id: string }).id, 'a')
    assert.deepEqual(ledger.lines, ['start a', 'end a'])
  })
})
