import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Redis } from 'ioredis'
import { createWorker, type QueueExecutor } from '../../../src/bullmq.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { queueKeys } from '../../../src/place/queue/scripts/queue-keys.ts'
import { noRound, QueueScripts } from '../../../src/place/queue/scripts/queue-scripts.ts'
import { until } from '../../support/until.ts'
import { atEnd, contextOf, placeFor, redisForTests } from './lab.ts'
import { suiteWithRedis } from './redis.ts'

suiteWithRedis('the engines of one queue', async () => {
  const redis = await redisForTests()
  const client = new Redis(redis.url)
  atEnd(() => client.disconnect())

  /** A worker that runs one call at a time, in this process, and is held by the first until it is released. */
  async function scene(queue: string) {
    const began: string[] = []
    const released = Promise.withResolvers<void>()
    const held = tool({
      name: 'held',
      runsIn: 'queue',
      execute: ({ id }: { readonly id: string }) => {
        began.push(id)
        return released.promise
      },
    } as never) as AnyTool
    const connection = redis.url
    const options = { connection, queue, tools: [held], concurrency: 1, lockMs: 600_000 }
    const worker = await createWorker(options)
    atEnd(() => worker.close({ graceMs: 0 }))
    let sent = 0
    /** Sends so many calls, and waits until they are in line. */
    async function send(place: QueueExecutor, name: string, count: number): Promise<unknown> {
      const ids = Array.from({ length: count }, (_, index) => `${name}${index + 1}`)
      const ended = Promise.all(ids.map((id) => place.run(held, { id }, contextOf())))
      ended.catch(() => {})
      sent += count
      const base = `bull:${queue}:prioritized`
      await until(async () => (await client.zcount(base, '-inf', `(${noRound * 2 ** 32}`)) === sent)
      return { ended }
    }
    const first = placeFor(redis, { queue }).run(held, { id: 'first' }, contextOf())
    await until(() => began.length === 1)
    return { send, began, release: () => released.resolve(), first }
  }

  it('have one call each in a round: two do not stand behind the 400 of another', async () => {
    const queue = 'shares'
    const { send, began, release } = await scene(queue)
    await send(placeFor(redis, { queue }), 'many', 400)
    await send(placeFor(redis, { queue }), 'few', 2)
    await send(placeFor(redis, { queue }), 'one', 1)
    release()
    await until(() => began.length === 404)
    const order = ['many1', 'many2', 'few1', 'one1', 'many3', 'few2', 'many4', 'many5']
    assert.deepEqual(began.slice(1, 9), order)
    assert.deepEqual(
      began.slice(7),
      Array.from({ length: 397 }, (_, at) => `many${at + 4}`),
    )
  })

  it('have their own calls in the order in which they were sent', async () => {
    const queue = 'order'
    const { send, began, release } = await scene(queue)
    const place = placeFor(redis, { queue })
    for (const name of ['a', 'b', 'c']) await send(place, name, 2)
    await send(placeFor(redis, { queue }), 'other', 1)
    release()
    await until(() => began.length === 8)
    assert.deepEqual(began.slice(1), ['a1', 'a2', 'other1', 'b1', 'b2', 'c1', 'c2'])
  })

  it('of an earlier version, whose calls have no rounds, come first, and nothing is lost', async () => {
    const queue = 'versions'
    const { send, began, release, first } = await scene(queue)
    await send(placeFor(redis, { queue }), 'new', 2)
    // BullMQ's own line, into which a job without a priority goes.
    const [job = ''] = await client.zrange(`bull:${queue}:prioritized`, 1, 1)
    await client.zrem(`bull:${queue}:prioritized`, job)
    await client.lpush(`bull:${queue}:wait`, job)
    release()
    await first
    await until(() => began.length === 3)
    assert.deepEqual(began, ['first', 'new2', 'new1'])
  })

  const prioritized = 'bull:rounds:prioritized'
  const scripts = new QueueScripts(client as never, queueKeys('bull', 'rounds'))
  const wait = (jobId: string): Promise<unknown> =>
    client.zadd(prioritized, noRound * 2 ** 32, jobId)

  it('that come again and again with one call do not keep another from its turn', async () => {
    const jobs = Array.from({ length: 50 }, (_, index) => `many.${index}`)
    for (const job of jobs) await wait(job)
    await scripts.rounds(jobs, '')
    const taken: string[] = []
    for (let time = 0; time < 200; time += 1) {
      for (const name of ['a', 'b', 'c']) {
        const jobId = `${name}.${time}`
        await wait(jobId)
        await scripts.rounds([jobId], '')
      }
      const [job = ''] = await client.zpopmin(prioritized)
      taken.push(job)
    }
    // Three newcomers for each that is taken: more than can be served.
    const many = taken.filter((job) => job.startsWith('many'))
    assert.ok(many.length > 5, `It had ${many.length} of ${taken.length}.`)
    await client.del(prioritized)
  })

  it('find their places whatever else is written there', async () => {
    for (const score of ['-inf', '+inf', '1e300', '-5', '3.7', 2 ** 53]) {
      await client.zadd(prioritized, score, `x${score}`)
      await wait('a')
      await scripts.rounds(['a'], 'x')
      const at = Number(await client.zscore(prioritized, 'a'))
      assert.ok(at >= 2 ** 20 && at < 2 ** 52, `${at} beside ${score}`)
      await client.del(prioritized)
    }
    // What is taken meanwhile is not put back.
    await scripts.rounds(['gone'], '')
    assert.equal(await client.exists(prioritized), 0)
  })
})
