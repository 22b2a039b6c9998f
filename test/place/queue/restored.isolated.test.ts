import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Redis } from 'ioredis'
import { until } from '../../support/until.ts'
import { atEnd, contextOf, makeLedger, placeFor, redisForTests, startWorker } from './lab.ts'
import { proxyTo } from './proxy.ts'
import { suiteWithRedis } from './redis.ts'
import { tell, work } from './tools.ts'

suiteWithRedis(
  'a Redis that is not where it was',
  async () => {
    it('is heard by an engine although its clock is behind', async () => {
      const [first, second] = [await redisForTests(), await redisForTests()]
      const proxy = await proxyTo(first)
      const ledger = makeLedger()
      await startWorker(proxy.redis, { lockMs: 60_000 })
      const place = placeFor(proxy.redis)
      const clients = [new Redis(first.url), new Redis(second.url)] as const
      atEnd(() => clients.forEach((client) => client.disconnect()))
      await place.run(tell, {}, contextOf())
      const [stream = ''] = await clients[0].keys('*fanfold:replies*')
      await clients[0].xadd(stream, '99999999999999-0', 'job', '')
      await place.run(tell, {}, contextOf())
      // The replica has heard of the stream, and not of its last entries.
      await clients[1].xadd(stream, '1-1', 'job', '')
      proxy.target = second.port
      proxy.breakAll()
      // What is sent before the loss of the connection is known is lost.
      await place.run(tell, {}, contextOf()).catch(() => {})
      const input = { ledger: ledger.path, id: 'a' }
      assert.equal(((await place.run(work, input, contextOf())) as { id: string }).id, 'a')
      assert.deepEqual(ledger.lines, ['start a', 'end a'])
    })

    it('does not run a call again that was answered, although it has its job again', async () => {
      const redis = await redisForTests()
      const client = new Redis(redis.url)
      client.on('error', () => {})
      atEnd(() => client.disconnect())
      const ledger = makeLedger()
      const place = placeFor(redis)
      const running = place.run(work, { ledger: ledger.path, id: 'a' }, contextOf())
      await until(async () => (await client.zcard('bull:fanfold:prioritized')) === 1)
      await client.save()
      await startWorker(redis, { concurrency: 1 })
      await running
      await redis.kill()
      await redis.restart()
      await until(async () => (await client.zcard('bull:fanfold:prioritized')) === 0)
      await until(async () => (await client.llen('bull:fanfold:active')) === 0)
      await place.run(work, { ledger: ledger.path, id: 'next' }, contextOf())
      assert.deepEqual(ledger.lines, ['start a', 'end a', 'start next', 'end next'])
    })
  },
  { concurrency: true },
)
