import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { systemClock } from '../../../util/clock.ts'
import { makeClient, type RedisOptions } from '../../../util/redis/connection.ts'
import { queueKeys } from '../keys.ts'
import { loadRedis } from '../peers.ts'
import { Scripts } from '../scripts.ts'
import type { KeeperData, ToKeeper } from './hold-messages.ts'
import { LockBook } from './lock-book.ts'

/**
 * Keeps a worker's locks, in a thread with a connection of its own, which no tool can block. It knows nothing of the tools:
 * as long as the process lives, so do its locks.
 */
async function keepLocks(): Promise<void> {
  const { connection, prefix, queue, lockMs } = workerData as KeeperData
  const everyMs = lockMs / 4
  const options = { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: everyMs }
  const port = parentPort as MessagePort
  const book = new LockBook(lockMs, (message) => port.postMessage(message))
  port.on('message', (message: ToKeeper) => {
    if (message.type === 'hold') book.hold(message.job, systemClock.now())
    else book.release(message.jobId)
  })
  const client = makeClient((await loadRedis()).Redis, connection as RedisOptions, options)
  // The main thread tells of the connection.
  client.on('error', () => {})
  client.connect().catch(() => {})
  const scripts = new Scripts(client, queueKeys(prefix, queue))

  async function renew(): Promise<void> {
    const { jobs } = book
    if (jobs.length > 0) {
      const askedMs = systemClock.now()
      const holds = jobs.map(({ jobId, token, replies }) => [jobId, token, replies])
      const states = await scripts.renew(holds, lockMs).catch(() => [])
      for (const [index, state] of states.entries())
        book.note(jobs[index] as (typeof jobs)[number], state, askedMs)
      book.lapse(systemClock.now())
    }
    systemClock.setTimer(() => void renew(), everyMs, undefined)
  }
  await renew()
}

void keepLocks()
