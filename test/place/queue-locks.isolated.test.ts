import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Redis } from 'ioredis'
import { atEnd, contextOf, placeFor, redisForTests, startWorker } from './queue/lab.ts'
import { suiteWithRedis } from './queue/redis.ts'
import { tell } from './queue/tools.ts'

suiteWithRedis('an engine that goes on where another one ended', async () => {
  const redis = await redisForTests()
  const client = new Redis(redis.url)
  atEnd(() => client.disconnect())

  it('waits for the longest lock that a worker has told, whatever its own options say', async () => {
    const queue = 'locks'
    const first = placeFor(redis, { queue })
    const patient = await startWorker(redis, { queue, lockMs: 40_000 })
    await first.run(tell, {}, contextOf())
    patient.kill('SIGKILL')
    const hasty = await startWorker(redis, { queue, lockMs: 10_000 })
    await first.run(tell, {}, contextOf())
    const next = placeFor(redis, { queue, leaseMs: 1_000, graceMs: 100 })
    assert.equal(await next.orphanTimeout(), 1_000 + 40_000 + 100)
    hasty.kill('SIGKILL')
    assert.ok((await client.pttl('bull:locks:fanfold:lock-ms')) > 40_000)
  })

  it('waits as for a worker with the default, if none has said anything that can be read', async () => {
    const next = placeFor(redis, { queue: 'silent', leaseMs: 1_000, graceMs: 100 })
    assert.equal(await next.orphanTimeout(), 1_000 + 3_000 + 100)
    for (const told of ['x', '-1', '1e999']) {
      await client.set('bull:silent:fanfold:lock-ms', told)
      assert.equal(await next.orphanTimeout(), 1_000 + 3_000 + 100)
    }
  })
})
