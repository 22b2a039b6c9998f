import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Redis } from 'ioredis'
import { createEngine } from '../../../src/index.ts'
import { until } from '../../support/until.ts'
import { atEnd, makeLedger, placeFor, redisForTests, startWorker } from './lab.ts'
import { proxyTo } from './proxy.ts'
import { suiteWithRedis } from './redis.ts'
import { work } from './tools.ts'

suiteWithRedis('a primary that becomes a replica, with its connections left open', async () => {
  it('is left by engines and workers for the server to which the address leads now', async () => {
    const queue = 'demoted'
    const ledger = makeLedger()
    const [old, next] = [await redisForTests(), await redisForTests()]
    const [before, after] = [new Redis(old.port), new Redis(next.port)]
    atEnd(() => [before, after].map((client) => client.disconnect()))
    await after.replicaof('127.0.0.1', old.port)
    await until(async () => (await after.info('replication')).includes('master_link_status:up'))
    const front = await proxyTo(old)
    await startWorker(front.redis, { queue })
    const engine = createEngine({ tools: [work], queue: placeFor(front.redis, { queue }) })
    const statusOf = async (id: string): Promise<string | undefined> => {
      const call = { id, name: work.name, input: { ledger: ledger.path, id } }
      return (await engine.execute([call])).results[0]?.status
    }
    assert.equal(await statusOf('a'), 'ok')
    await after.replicaof('NO', 'ONE')
    front.target = next.port
    await before.replicaof('127.0.0.1', next.port)
    assert.equal(await statusOf('b'), 'ok')
    assert.equal(await statusOf('c'), 'ok')
    assert.deepEqual(ledger.lines, ['start a', 'end a', 'start b', 'end b', 'start c', 'end c'])
  })
})
