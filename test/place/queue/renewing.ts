import assert from 'node:assert/strict'
import { Redis } from 'ioredis'
import type { QueueExecutor } from '../../../src/bullmq.ts'
import { patienceMs } from '../../support/until.ts'
import { contextOf, makeLedger, sleep } from './lab.ts'
import type { TestRedis } from './redis.ts'
import { work } from './tools.ts'

/**
 * Waits until so many workers, each of which runs one call at a time, have renewed a lock. On a busy machine the thread that
 * does it takes seconds to start.
 */
export async function untilAllRenew(
  redis: TestRedis,
  queue: string,
  place: QueueExecutor,
  workers: number,
): Promise<void> {
  const client = new Redis(redis.url)
  const enough = new AbortController()
  const input = { ledger: makeLedger().path, held: true }
  const calls = Array.from({ length: workers }, async () => {
    // A lock that ran out before the thread had started is tried again.
    while (!enough.signal.aborted)
      await place.run(work, input, contextOf(enough.signal)).catch(() => {})
  })
  const leftMs = new Map<string, number>()
  const renewed = new Set<string>()
  const look = async (): Promise<void> => {
    for (const lock of await client.keys(`bull:${queue}:*:lock`)) {
      const ms = await client.pttl(lock)
      if (ms > (leftMs.get(lock) ?? Infinity)) renewed.add(lock)
      leftMs.set(lock, ms)
    }
  }
  const endMs = performance.now() + patienceMs
  while (renewed.size < workers) {
    assert.ok(performance.now() < endMs, `${renewed.size} of ${workers} workers renew their locks`)
    await look()
    await sleep(50)
  }
  enough.abort()
  await Promise.all(calls)
  client.disconnect()
}
