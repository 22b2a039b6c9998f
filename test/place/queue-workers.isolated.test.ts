import assert from 'node:assert/strict'
import { once } from 'node:events'
import { it } from 'node:test'
import { Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { AttemptLost } from '../../src/bullmq.ts'
import { patienceMs, until } from '../support/until.ts'
import {
  contextOf,
  makeLedger,
  placeFor,
  redisForTests,
  rejection,
  startedContext,
  startWorker,
} from './queue/lab.ts'
import { untilAllRenew } from './queue/renewing.ts'
import { suiteWithRedis, type TestRedis } from './queue/redis.ts'
import { block, deaf, work } from './queue/tools.ts'

/** On a busy machine the thread that renews locks takes more than a second to start. */
const lockMs = 8_000

/** A worker of BullMQ that takes what it is told to, on the same queue. */
function bareWorker(redis: TestRedis, queue: string, options: object = {}): Worker {
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null })
  const worker = new Worker(queue, null as never, { connection, autorun: false, ...options })
  worker.on('error', () => {})
  worker.once('closed', () => connection.disconnect())
  return worker
}

suiteWithRedis(
  'a worker that dies',
  async () => {
    const redis = await redisForTests()

    it('is noticed within seconds, and what it had started is not started again', async () => {
      const queue = 'killed'
      const ledger = makeLedger()
      const mortal = await startWorker(redis, { queue, lockMs })
      const place = placeFor(redis, { queue })
      const { context, started } = startedContext()
      const lost = rejection(place.run(work, { ledger: ledger.path, held: true }, context))
      await started
      const beganMs = performance.now()
      mortal.kill('SIGKILL')
      const error = await lost
      const tookMs = performance.now() - beganMs
      assert.ok(error instanceof AttemptLost)
      assert.deepEqual([error.code, error.started], ['attempt_lost', true])
      assert.match(
        error.message,
        /^The attempt of work was lost: its worker died, .* had been started/,
      )
      assert.ok(tookMs < patienceMs / 2, `It took ${tookMs} ms.`)
      await startWorker(redis, { queue, lockMs })
      await place.run(work, { ledger: ledger.path, id: 'next' }, contextOf())
      assert.deepEqual(ledger.lines, ['start ', 'start next', 'end next'])
      const client = new Redis(redis.url)
      assert.deepEqual(await client.keys(`bull:${queue}:*.1*`), [])
      client.disconnect()
    })

    it('between taking a call and starting it, has not started it, nor will anybody', async () => {
      const queue = 'fetched'
      const ledger = makeLedger()
      const place = placeFor(redis, { queue })
      const thief = bareWorker(redis, queue, { lockDuration: 1_000 })
      const lost = rejection(place.run(work, { ledger: ledger.path }, contextOf()))
      let job
      while (job === undefined) job = await thief.getNextJob('thief:1', { block: false })
      const error = await lost
      assert.ok(error instanceof AttemptLost)
      assert.equal(error.started, false)
      assert.match(error.message, /It had not been started, and will not be\.$/)
      await thief.close()
      await startWorker(redis, { queue })
      await place.run(work, { ledger: ledger.path, id: 'next' }, contextOf())
      assert.deepEqual(ledger.lines, ['start next', 'end next'])
    })

    it('leaves a call that no other starts, even if it finds it in the queue again', async () => {
      const queue = 'stalled'
      const ledger = makeLedger()
      const mortal = await startWorker(redis, { queue, lockMs })
      // Its engine does not look, so that the job stays.
      const place = placeFor(redis, { queue, stalledCheckMs: 3_600_000 })
      const { context, started } = startedContext()
      rejection(place.run(work, { ledger: ledger.path, id: 'a', held: true }, context)).catch(
        () => {},
      )
      await started
      mortal.kill('SIGKILL')
      // BullMQ's own way with a stalled job, which a worker of another make goes: back into the queue.
      const client = new Redis(redis.url)
      await client.del(`bull:${queue}:stalled-check`)
      client.disconnect()
      const checker = bareWorker(redis, queue, { stalledInterval: 200, maxStalledCount: 5 })
      const stalled = once(checker, 'stalled')
      await checker.startStalledCheckTimer()
      await stalled
      await checker.close()
      await startWorker(redis, { queue, concurrency: 1 })
      await place.run(work, { ledger: ledger.path, id: 'next' }, contextOf())
      assert.deepEqual(ledger.lines, ['start a', 'start next', 'end next'])
    })

    it('that only stands still counts as lost; when it goes on, it is told, and not heard', async () => {
      const queue = 'frozen'
      const ledger = makeLedger()
      const frozen = await startWorker(redis, { queue, lockMs })
      const place = placeFor(redis, { queue })
      const first = startedContext()
      const lost = rejection(
        place.run(work, { ledger: ledger.path, id: 'a', held: true }, first.context),
      )
      await first.started
      await startWorker(redis, { queue, lockMs })
      frozen.kill('SIGSTOP')
      const error = await lost
      assert.ok(error instanceof AttemptLost)
      assert.equal(error.started, true)
      frozen.kill('SIGCONT')
      await until(() => ledger.lines.length > 1)
      const [start, stop = ''] = ledger.lines
      assert.equal(start, 'start a')
      assert.match(stop, /^stop a AbortError worker_lost The worker has lost the lock/)
      await place.run(work, { ledger: ledger.path, id: 'next' }, contextOf())
      assert.deepEqual(ledger.lines.slice(2), ['start next', 'end next'])
    })

    it('for its queue only, and is given the same call again, stops what it runs of it', async () => {
      const queue = 'again'
      const ledger = makeLedger()
      await startWorker(redis, { queue, lockMs, concurrency: 2 })
      const place = placeFor(redis, { queue, stalledCheckMs: 3_600_000 })
      const { context, started } = startedContext()
      place.run(work, { ledger: ledger.path, id: 'a', held: true }, context).catch(() => {})
      await started
      // As BullMQ puts back into line what stands without a lock.
      const client = new Redis(redis.url)
      const [jobId = ''] = await client.lrange(`bull:${queue}:active`, 0, 0)
      const line = client.multi().lrem(`bull:${queue}:active`, 0, jobId)
      await line.lpush(`bull:${queue}:wait`, jobId).zadd(`bull:${queue}:marker`, 0, '0').exec()
      client.disconnect()
      await until(() => ledger.lines.length > 1)
      assert.match(ledger.lines[1] ?? '', /^stop a AbortError worker_lost/)
      await place.run(work, { ledger: ledger.path, id: 'next' }, contextOf())
      assert.deepEqual(ledger.lines.slice(2), ['start next', 'end next'])
    })

    it('is not what a tool is that holds the event loop for longer than a lock', async () => {
      const queue = 'blocked'
      const ledger = makeLedger()
      const options = { queue, lockMs, concurrency: 1 }
      await Promise.all([startWorker(redis, options), startWorker(redis, options)])
      const place = placeFor(redis, { queue })
      await untilAllRenew(redis, queue, place, 2)
      const input = { ledger: ledger.path, id: 'a', ms: 1.5 * lockMs }
      assert.equal(await place.run(block, input, contextOf()), 'blocked')
      assert.deepEqual(ledger.lines, ['start a'])
    })
  },
  { concurrency: true },
)

suiteWithRedis(
  'a worker that is told to end',
  async () => {
    const redis = await redisForTests()

    it('finishes what it runs, takes no more, and ends', async () => {
      const queue = 'graceful'
      const ledger = makeLedger()
      // It has no room for the second, which it could have taken before it hears.
      const worker = await startWorker(redis, { queue, concurrency: 1, lockMs: 60_000 })
      const place = placeFor(redis, { queue })
      const { context, started } = startedContext()
      const running = place.run(work, { ledger: ledger.path, id: 'a', held: true }, context)
      await started
      const exit = once(worker, 'exit')
      const told = once(worker, 'message')
      worker.kill('SIGTERM')
      assert.deepEqual(await told, ['told', undefined])
      const next = place.run(work, { ledger: ledger.path, id: 'b' }, contextOf())
      ledger.release()
      assert.equal(((await running) as { id: string }).id, 'a')
      assert.deepEqual(await exit, [0, null])
      assert.deepEqual(ledger.lines, ['start a', 'end a'])
      await startWorker(redis, { queue, lockMs: 60_000 })
      assert.equal(((await next) as { id: string }).id, 'b')
    })

    it('after the grace stops its tools, and says that their calls are lost', async () => {
      const queue = 'impatient'
      const ledger = makeLedger()
      const worker = await startWorker(redis, { queue, graceMs: 100, lockMs: 60_000 })
      const place = placeFor(redis, { queue })
      const runs = [work, deaf].map((tool) => {
        const { context, started } = startedContext()
        const input = { ledger: ledger.path, id: tool.name, held: true }
        return { started, lost: rejection(place.run(tool, input, context)) }
      })
      await Promise.all(runs.map(({ started }) => started))
      worker.kill('SIGTERM')
      for (const { lost } of runs) {
        const error = await lost
        assert.ok(error instanceof AttemptLost)
        assert.equal(error.started, true)
        assert.match(error.message, /its worker was shut down, and did not wait for it/)
      }
      assert.ok(
        ledger.lines.includes(
          'stop work AbortError worker_stopped The worker was told to shut down.',
        ),
      )
      assert.ok(ledger.lines.includes('told deaf'))
    })
  },
  { concurrency: true },
)

suiteWithRedis('an engine that dies', async () => {
  const redis = await redisForTests()

  it('leaves calls that nobody starts, and stops those that run', async () => {
    const queue = 'orphan'
    const ledger = makeLedger()
    await startWorker(redis, { queue, concurrency: 1, lockMs: 60_000 })
    const place = placeFor(redis, { queue, leaseMs: 60_000 })
    const { context, started } = startedContext()
    const runs = [
      place.run(work, { ledger: ledger.path, id: 'a', held: true }, context),
      place.run(work, { ledger: ledger.path, id: 'b' }, contextOf()),
    ].map(rejection)
    await started
    // What a dead engine's lease leaves when it has run out.
    const client = new Redis(redis.url)
    const [stream = ''] = await client.keys('*fanfold:replies*')
    assert.ok((await client.pttl(stream)) > 30_000)
    await place.close()
    assert.deepEqual(await client.keys('*fanfold:replies*'), [])
    client.disconnect()
    const codes = (await Promise.all(runs)).map(({ code }) => code)
    assert.deepEqual(codes, ['queue_closed', 'queue_closed'])
    assert.match(ledger.lines[1] ?? '', /^stop a FanfoldError queue_closed/)
  })

  it('and whose lease has run out, is told by nobody, and heard by nobody', async () => {
    const queue = 'lapsed'
    const ledger = makeLedger()
    // A lease is looked at four times a lock; the lock must not run out first, on a busy machine either.
    await startWorker(redis, { queue, concurrency: 1, lockMs: 20_000 })
    const place = placeFor(redis, { queue, stalledCheckMs: 3_600_000, leaseMs: 3_600_000 })
    const { context, started } = startedContext()
    const runs = [
      place.run(work, { ledger: ledger.path, id: 'a', held: true }, context),
      place.run(work, { ledger: ledger.path, id: 'b' }, contextOf()),
    ]
    for (const run of runs) run.catch(() => {})
    await started
    const client = new Redis(redis.url)
    await until(async () => (await client.zcard(`bull:${queue}:prioritized`)) === 1)
    // As when the lease runs out.
    await client.del(await client.keys(`bull:${queue}:fanfold:replies*`))
    await until(async () => (await client.keys(`bull:${queue}:*.[12]`)).length === 0)
    client.disconnect()
    assert.match(ledger.lines[1] ?? '', /^stop a AbortError engine_gone/)
    assert.equal(ledger.lines.length, 2)
  })
})
