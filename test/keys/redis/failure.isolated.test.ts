import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { FanfoldError } from '../../../src/call/errors/error.ts'
import { keyNames } from '../../../src/keys/redis/scripts/key-names.ts'
import type { SharedKeys } from '../../../src/keys/shared-keys.ts'
import { freePort, noRedis } from '../../place/queue/redis.ts'
import { patienceMs, until } from '../../support/until.ts'
import { keysFor, lostOf, newPrefix, redisForTests, sleep, untilRenewed, write } from './lab.ts'

const code = (wanted: string) => (error: unknown) => {
  assert.ok(FanfoldError.is(error), String(error))
  assert.equal(error.code, wanted, error.message)
  return true
}

describe(
  'shared keys and the end of their Redis',
  { skip: noRedis ?? false, concurrency: 4, timeout: 4 * patienceMs },
  async () => {
    if (noRedis !== undefined) return

    it('draw greater tokens from a Redis that has lost everything, and say so to whoever held', async () => {
      const redis = await redisForTests()
      const prefix = newPrefix()
      const [keys, others] = [
        keysFor(redis, { prefix, ttlMs: 6_000 }),
        keysFor(redis, { prefix, ttlMs: 6_000 }),
      ]
      const held = await write(keys, 'a')
      const waiting = write(others, 'a')
      await redis.kill()
      await redis.restart()
      const lease = await waiting
      assert.ok(lease.token > held.token, `${lease.token} after ${held.token}`)
      await lostOf(held)
      code('keys_lost')(held.lost.reason)
      await held.release()
      await (await write(keys, 'b')).release()
      assert.equal(lease.lost.aborted, false)
      await lease.release()
    })

    it('wait for a Redis that is away, give up in the end, and know that they hold no more', async () => {
      const redis = await redisForTests()
      const prefix = newPrefix()
      // To connect, a loss and a restart take as long as they take: this one has the time.
      const patient = keysFor(redis, { prefix, ttlMs: 1_000, acquireTimeoutMs: 20_000 })
      const hasty = keysFor(redis, { prefix, acquireTimeoutMs: 1_500 })
      const held = await write(patient, 'a')
      const isUnreached = () => assert.rejects(write(hasty, 'a'), code('keys_unreachable'))
      const behind = isUnreached()
      await redis.kill()
      const controller = new AbortController()
      const aborted = write(patient, 'b', controller.signal)
      const unreached = Promise.all([isUnreached(), behind])
      await assert.rejects(
        lostOf(held).then((reason) => Promise.reject(reason)),
        code('keys_lost'),
      )
      await held.release()
      const reason = new Error('Not wanted any more.')
      controller.abort(reason)
      await assert.rejects(aborted, reason)
      await unreached
      const waiting = write(patient, 'a')
      await redis.restart()
      await (await waiting).release()
    })

    it('are given up in the end where Redis answers and takes no writes', async () => {
      const redis = await redisForTests()
      const hasty = keysFor(redis, { ttlMs: 500, acquireTimeoutMs: 1_500 })
      const control = new Redis(redis.url)
      await control.client('PAUSE', 2 * patienceMs, 'WRITE')
      await assert.rejects(write(hasty, 'a'), code('keys_unreachable'))
      await control.client('UNPAUSE')
      control.disconnect()
      await (await write(keysFor(redis), 'a')).release()
    })

    it('are waited for as long as it takes, once Redis has the request', async () => {
      const redis = await redisForTests()
      const prefix = newPrefix()
      const held = await write(keysFor(redis, { prefix }), 'a')
      const acquireTimeoutMs = 5_000
      const behind = write(keysFor(redis, { prefix, acquireTimeoutMs }), 'a')
      await Promise.race([behind, sleep(acquireTimeoutMs + 500)])
      await held.release()
      await (await behind).release()
    })

    it('are refused where there is no Redis, and leave nothing behind', async () => {
      const keys = keysFor(
        { url: `redis://127.0.0.1:${await freePort()}` },
        { acquireTimeoutMs: 300 },
      )
      await assert.rejects(write(keys, 'a'), code('keys_unreachable'))
      const closing = write(keys, 'a')
      closing.catch(() => {})
      await sleep(50)
      await keys.close()
      await assert.rejects(closing, code('keys_closed'))
    })

    it('are lost, and had again, while Redis stands still', async () => {
      const redis = await redisForTests()
      const prefix = newPrefix()
      const keys = keysFor(redis, { prefix, ttlMs: 600 })
      const control = new Redis(redis.url)
      const held = await write(keys, 'a')
      await control.client('PAUSE', 1_500, 'ALL')
      control.disconnect()
      const reason = (await lostOf(held)) as Error
      assert.match(reason.message, /could not be renewed in time/)
      await held.release()
      const lease = await write(keys, 'a')
      assert.ok(lease.token > held.token)
      await lease.release()
    })

    it('are renewed and given back while the memory of Redis is full, and nobody gets more', async () => {
      const redis = await redisForTests()
      const prefix = newPrefix()
      const keys = keysFor(redis, { prefix, ttlMs: 10_000 })
      const control = new Redis(redis.url)
      const held = await write(keys, 'a')
      const waiting = write(keys, 'a')
      await until(async () => (await control.zcard(keyNames(prefix).due)) === 2)
      await control.config('SET', 'maxmemory', '1')
      await assert.rejects(write(keys, 'b'), code('keys_refused'))
      for (let time = 1; time <= 2; time += 1) await untilRenewed(control, prefix)
      assert.equal(held.lost.aborted, false)
      await held.release()
      const lease = await waiting
      assert.ok(lease.token > held.token)
      await lease.release()
      await control.config('SET', 'maxmemory', '0')
      await (await write(keys, 'b')).release()
      control.disconnect()
    })

    it('are refused by a Redis that throws keys away, until it does so no longer', async () => {
      const redis = await redisForTests(['--maxmemory-policy', 'allkeys-lru'])
      const keys = keysFor(redis)
      await assert.rejects(write(keys, 'a'), code('keys_refused'))
      await assert.rejects(write(keys, 'a'), code('keys_refused'))
      const control = new Redis(redis.url)
      await control.config('SET', 'maxmemory-policy', 'noeviction')
      await (await write(keys, 'a')).release()
      // It is asked for anew once, and then left alone.
      const connections = async () => String(await control.client('LIST')).match(/^id=\d+/gm)
      const before = await connections()
      await (await write(keys, 'a')).release()
      assert.deepEqual(await connections(), before)
      control.disconnect()
    })

    it('are granted although the news of it was lost', async () => {
      const redis = await redisForTests()
      const prefix = newPrefix()
      const [keys, others] = [keysFor(redis, { prefix }), keysFor(redis, { prefix })]
      const control = new Redis(redis.url)
      for (let round = 0; round < 10; round += 1) {
        const held = await write(keys, 'a')
        const waiting = write(others, 'a')
        await sleep(5)
        await Promise.all([control.call('CLIENT', 'KILL', 'TYPE', 'pubsub'), held.release()])
        await (await waiting).release()
      }
      control.disconnect()
    })

    it('are given back as soon as Redis can be told', async () => {
      const redis = await redisForTests()
      const prefix = newPrefix()
      const [keys, others] = [
        keysFor(redis, { prefix, ttlMs: 120_000 }),
        keysFor(redis, { prefix, ttlMs: 120_000 }),
      ]
      const control = new Redis(redis.url)
      const held = await write(keys, 'a')
      await control.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
      const start = performance.now()
      await held.release()
      await (await write(others, 'a')).release()
      assert.ok(performance.now() - start < 30_000, 'It ran out by itself.')
      control.disconnect()
    })

    it('are had through an instance of ioredis, whatever its options are', async () => {
      const redis = await redisForTests()
      const connection = new Redis(redis.url, { keyPrefix: 'mine:', stringNumbers: true })
      const prefix = newPrefix()
      const [keys, others] = [
        keysFor(redis, { prefix, connection, ttlMs: 120_000 }),
        keysFor(redis, { prefix, ttlMs: 120_000 }),
      ]
      const held = await write(others, 'a')
      const waiting = write(keys, 'a')
      await sleep(100)
      const start = performance.now()
      await held.release()
      await (await waiting).release()
      assert.ok(performance.now() - start < 30_000, 'The news of it went unheard.')
      assert.equal(await connection.set('still', 'mine'), 'OK')
      connection.disconnect()
    })

    it('are lost one by one if Redis forgets one of them', async () => {
      const redis = await redisForTests()
      const prefix = newPrefix()
      const keys = keysFor(redis, { prefix, ttlMs: 20_000 })
      const [a, b] = [await write(keys, 'a'), await write(keys, 'b')]
      const control = new Redis(redis.url)
      const [first = ''] = await control.zrange(`{${prefix}}:keys:due`, 0, 0)
      await control.zrem(`{${prefix}}:keys:due`, first)
      const reason = (await lostOf(a)) as Error
      code('keys_lost')(reason)
      assert.match(reason.message, /Redis lost it/)
      await a.release()
      assert.equal(b.lost.aborted, false)
      await b.release()
      const left = await control.keys(`{${prefix}}*`)
      assert.deepEqual(left, [`{${prefix}}:keys:last`])
      control.disconnect()
    })

    it('let a writer in before the readers that came after it', async () => {
      const redis = await redisForTests()
      const prefix = newPrefix()
      const all = [keysFor(redis, { prefix }), keysFor(redis, { prefix })] as const
      const control = new Redis(redis.url)
      const inLine = (count: number) =>
        until(async () => (await control.zcard(keyNames(prefix).due)) === count)
      const order: string[] = []
      const read = async (keys: SharedKeys, name: string) => {
        const { signal } = new AbortController()
        const lease = await keys.acquire({ reads: ['a/b'], writes: [], owner: name, signal })
        order.push(name)
        return lease
      }
      const first = await read(all[0], 'first')
      const writing = write(all[0], 'a').then((lease) => (order.push('writer'), lease))
      await inLine(2)
      const readers = Array.from({ length: 20 }, (_, n) => read(all[n % 2 === 0 ? 0 : 1], `${n}`))
      await inLine(22)
      assert.deepEqual(order, ['first'])
      await first.release()
      const writer = await writing
      // A reader that was let in with the writer would be told by now, too.
      await inLine(21)
      assert.deepEqual(order, ['first', 'writer'])
      await writer.release()
      for (const reader of await Promise.all(readers)) await reader.release()
      assert.equal(order.length, 22)
      control.disconnect()
    })
  },
)
