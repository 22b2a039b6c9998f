import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { Redis } from 'ioredis'
import { noRedis } from '../../../place/queue/redis.ts'
import { keysFor, newPrefix, redisForTests, untilRenewed, write } from '../lab.ts'
import { patienceMs } from '../../../support/until.ts'

describe(
  'the thread that renews leases',
  { skip: noRedis ?? false, timeout: 4 * patienceMs },
  async () => {
    if (noRedis !== undefined) return
    const redis = await redisForTests()

    it('is followed by another when it dies, and no lease is lost', async () => {
      const prefix = newPrefix()
      const keys = keysFor(redis, { prefix, ttlMs: 15_000 })
      const control = new Redis(redis.url)
      const threads: Worker[] = []
      const note = (thread: Worker): void => void threads.push(thread)
      process.on('worker', note)
      const [held, other] = [await write(keys, 'a'), await write(keys, 'b')]
      await other.release()
      await threads[0]?.terminate()
      await untilRenewed(control, prefix)
      control.disconnect()
      process.off('worker', note)
      assert.equal(threads.length, 2)
      assert.equal(held.lost.aborted, false)
      await held.release()
      await (await write(keys, 'a')).release()
    })
  },
)
