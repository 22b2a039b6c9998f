import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Queue } from 'bullmq'
import * as fc from 'fast-check'
import { Redis } from 'ioredis'
import { AttemptLost, createWorker, type QueueExecutor } from '../../src/bullmq.ts'
import { cases } from '../support/cases.ts'
import { until } from '../support/until.ts'
import { anyCancel, anyReply, anyTask, anyText } from './queue/hostile.ts'
import {
  atEnd,
  contextOf,
  makeLedger,
  placeFor,
  redisForTests,
  rejection,
  startedContext,
} from './queue/lab.ts'
import { suiteWithRedis } from './queue/redis.ts'
import { tell, work } from './queue/tools.ts'

suiteWithRedis('a queue that anybody writes to', async () => {
  const redis = await redisForTests()
  const client = new Redis(redis.url)
  atEnd(() => client.disconnect())

  /** BullMQ's own, to which anything can be added. */
  function bareQueue(name: string): Queue {
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null })
    atEnd(() => connection.disconnect())
    return new Queue(name, { connection })
  }

  /** A worker whose errors are kept, and a place. The lock is renewed often, and long enough for a busy machine. */
  async function pair(queue: string) {
    const errors: string[] = []
    const worker = await createWorker({
      connection: redis.url,
      queue,
      tools: [work, tell],
      lockMs: 20_000,
      onError: ({ message }) => {
        errors.push(message)
        if (errors.length === 1) throw new Error('Who hears of it fails.')
      },
    })
    atEnd(() => worker.close({ graceMs: 0 }))
    return { errors, place: placeFor(redis, { queue }) }
  }

  /** A call that is at work until its ledger is released. */
  async function atWork(queue: string, place: QueueExecutor) {
    const before = await client.keys(`bull:${queue}:*:lock`)
    const ledger = makeLedger()
    const { context, started } = startedContext()
    const result = place.run(work, { ledger: ledger.path, id: 'a', held: true }, context)
    result.catch(() => {})
    await started
    const locks = await client.keys(`bull:${queue}:*:lock`)
    const lock = locks.find((key) => !before.includes(key)) ?? ''
    const job = lock.slice(0, -':lock'.length)
    const jobId = job.slice(`bull:${queue}:`.length)
    const stream = `bull:${queue}:fanfold:replies:${jobId.slice(0, jobId.lastIndexOf('.'))}`
    return { ledger, result, lock, job, jobId, stream }
  }

  const idOf = (value: unknown): unknown => (value as { id?: unknown }).id

  it('has a worker that reports each stop that it cannot read, and goes on', async () => {
    const { errors, place } = await pair('stops')
    const { ledger, result } = await atWork('stops', place)
    const [channel = ''] = (await client.pubsub('CHANNELS', 'bull:stops:*')) as string[]
    await fc.assert(
      fc.asyncProperty(anyCancel, async (message) => {
        await client.publish(channel, message)
      }),
      { numRuns: cases(200) },
    )
    await client.publish(channel, 'the last')
    const last = 'A message to stop a job cannot be read: it is not JSON'
    await until(() => errors.includes(last))
    ledger.release()
    assert.equal(idOf(await result), 'a')
    assert.ok(await place.run(tell, {}, contextOf()))
  })

  it('has a worker that goes on where what cancels its job cannot be read', async () => {
    const { errors, place } = await pair('marks')
    const { ledger, result, job } = await atWork('marks', place)
    await client.hset(job, 'fanfold:stop', '{')
    // It is found at each renewal, and told once.
    await until(() => errors.length > 0)
    assert.match(
      errors[0] ?? '',
      /^The job .* is told to stop by what cannot be read: it is not JSON$/,
    )
    ledger.release()
    assert.equal(idOf(await result), 'a')
    assert.equal(errors.length, 1)
  })

  it('has each job answered that cannot be read, as far as its sender can be told', async () => {
    const { errors, place } = await pair('jobs')
    const sender = 'bull:jobs:fanfold:replies:sender'
    await client.xadd(sender, '*', 'job', '')
    const queue = bareQueue('jobs')
    let count = 0
    const wrong = { attempts: 1, removeOnComplete: true, removeOnFail: true }
    await fc.assert(
      fc.asyncProperty(anyTask, async (data) => {
        // Who is told is the sender of the id, whatever the data says.
        const given = data as { place?: unknown } | null
        if (typeof given?.place === 'string') given.place = 'sender'
        await queue.add('x', data, { ...wrong, jobId: `sender.${(count += 1)}` })
      }),
      { numRuns: cases(100) },
    )
    await queue.add('x', null, { ...wrong, jobId: 'of-nobody' })
    await until(() => errors.some((text) => /of-nobody names nobody to answer/.test(text)))
    await until(async () => (await client.xlen(sender)) === count + 1)
    for (const [, fields] of (await client.xrange(sender, '-', '+')).slice(1)) {
      const [, , , type, , json = ''] = fields
      assert.equal(type, 'refused')
      const { code, message } = JSON.parse(json) as { code: string; message: string }
      assert.match(code, /^queue_(message|protocol|no_tool|schema)$/)
      assert.ok(message.length < 500, message)
    }
    assert.equal(
      idOf(await place.run(work, { ledger: makeLedger().path, id: 'b' }, contextOf())),
      'b',
    )
  })

  it('has a job whose data is not JSON refused at once, without its tool', async () => {
    const { place } = await pair('texts')
    const queue = bareQueue('texts')
    await queue.pause()
    const ledger = makeLedger()
    const lost = rejection(place.run(work, { ledger: ledger.path }, contextOf()))
    const jobs = async (): Promise<string[]> =>
      (await client.keys('bull:texts:*')).filter((key) => /\.\d+$/.test(key))
    await until(async () => (await jobs()).length > 0)
    for (const job of await jobs()) await client.hset(job, 'data', '{"protocol":1,')
    await queue.resume()
    const { code, nothingDone, message } = await lost
    assert.deepEqual([code, nothingDone], ['queue_message', true])
    assert.match(message, /^A call was not started: its job cannot be read/)
    assert.deepEqual(ledger.lines, [])
  })

  it('has an engine that takes an answer that it cannot read for a lost attempt, at once', async () => {
    const { place } = await pair('replies')
    await fc.assert(
      fc.asyncProperty(anyText, async (json) => {
        const { ledger, result, jobId, stream } = await atWork('replies', place)
        const type = isJson(json) ? 'newer' : 'returned'
        const entry = json === '' ? ['job', jobId] : ['job', jobId, 'type', type, 'json', json]
        await client.xadd(stream, '*', ...entry)
        const error = await rejection(result)
        assert.ok(error instanceof AttemptLost)
        assert.equal(error.started, true)
        assert.match(error.message, /what came for it from Redis cannot be read \(it is /)
        // Its tool is told to stop.
        await until(() => ledger.lines.length > 1)
        assert.match(ledger.lines[1] ?? '', /^stop a \w+ queue_message /)
      }),
      { numRuns: cases(20) },
    )
  })

  it('has an engine that ends a call by whatever comes for it, or goes on', async () => {
    const { place } = await pair('anything')
    await fc.assert(
      fc.asyncProperty(anyReply('?'), async (entry) => {
        const { ledger, result, jobId, stream } = await atWork('anything', place)
        await client.xadd(stream, '*', ...entry.map((text) => (text === '?' ? jobId : text)))
        ledger.release()
        await result.catch(() => {})
      }),
      { numRuns: cases(50) },
    )
    assert.equal(
      idOf(await place.run(work, { ledger: makeLedger().path, id: 'b' }, contextOf())),
      'b',
    )
  })

  it('goes on where its stream of answers or a lock has become something else', async () => {
    const { place } = await pair('types')
    const one = await atWork('types', place)
    const other = await atWork('types', place)
    await client.multi().del(one.lock).lpush(one.lock, 'x').exec()
    await client.multi().del(one.stream).set(one.stream, 'x').exec()
    await until(() => one.ledger.lines.length > 1)
    assert.match(one.ledger.lines[1] ?? '', /^stop a AbortError worker_lost/)
    other.ledger.release()
    assert.equal(idOf(await other.result), 'a')
    const { path } = makeLedger()
    assert.equal(idOf(await place.run(work, { ledger: path, id: 'b' }, contextOf())), 'b')
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
