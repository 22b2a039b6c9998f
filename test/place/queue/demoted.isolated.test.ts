import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Redis } from 'ioredis'
import { createEngine } from '../../../src/index.ts'
import { until } from '../../support/until.ts'
import { atEnd, makeLedger, placeFor, redisForTests, sleep, startWorker } from './lab.ts'
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

  it('is waited for, from the first, until it has taken over', async () => {
    const queue = 'promoted'
    const ledger = makeLedger()
    const redis = await redisForTests(['--replicaof', '127.0.0.1 1'])
    const control = new Redis(redis.port)
    atEnd(() => control.disconnect())
    const engine = createEngine({ tools: [work], queue: placeFor(redis, { queue }) })
    const input = { ledger: ledger.path, id: 'a' }
    const running = engine.execute([{ id: 'a', name: work.name, input }])
    const worker = startWorker(redis, { queue })
    // For longer than a call would be tried again.
    await sleep(2_000)
    await control.replicaof('NO', 'ONE')
    await worker
    const [result] = (await running).results
    assert.deepEqual([result?.status, result?.attempts], ['ok', 1])
  })
})
