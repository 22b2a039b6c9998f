import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { noRedis } from '../../../place/queue/redis.ts'
import { keysFor, newPrefix, redisForTests, sleep, write } from '../lab.ts'
import { patienceMs } from '../../../support/until.ts'

describe(
  'the thread that renews leases',
  { skip: noRedis ?? false, timeout: 4 * patienceMs },
  async () => {
    if (noRedis !== undefined) return
    const redis = await redisForTests()

    it('is followed by another when it dies, and no lease is lost', async () => {
      const keys = keysFor(redis, { prefix: newPrefix(), ttlMs: 3_000 })
      const threads: Worker[] = []
      const note = (thread: Worker): void => void threads.push(thread)
      process.on('worker', note)
      const [held, other] = [await write(keys, 'a'), await write(keys, 'b')]
      await other.release()
      await threads[0]?.terminate()
      await sleep(4_000)
      process.off('worker', note)
      assert.equal(threads.length, 2)
      assert.equal(held.lost.aborted, false)
      await held.release()
      await (await write(keys, 'a')).release()
    })
  },
)
