import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Redis } from 'ioredis'
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
  },
  { concurrency: true },
)
