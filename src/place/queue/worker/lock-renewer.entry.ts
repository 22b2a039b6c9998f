import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { systemClock } from '../../../util/clock.ts'
import { makeClient, type RedisOptions } from '../../../util/redis/connection.ts'
import { loadRedis } from '../../../util/redis/load.ts'
import { queueKeys } from '../scripts/queue-keys.ts'
import { attempts, type RedisClient } from '../optional-packages.ts'
import { QueueScripts } from '../scripts/queue-scripts.ts'
import type { RenewerData, ToRenewer } from './lock-messages.ts'
import { HeldLocks } from './held-locks.ts'

/**
 * Renews a worker's locks, in a thread with a connection of its own, which no tool can block. It knows nothing of the tools:
 * as long as the process lives, so do its locks.
 */
async function renewLocks(): Promise<void> {
  const { connection, prefix, queue, lockMs } = workerData as RenewerData
  const everyMs = lockMs / 4
  const options = { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: everyMs }
  const port = parentPort as MessagePort
  const locks = new HeldLocks(lockMs, (message) => port.postMessage(message))
  port.on('message', (message: ToRenewer) => {
    if (message.type === 'hold') locks.hold(message.job, systemClock.now())
    else locks.release(message.jobId)
  })
  const client = makeClient(
    await loadRedis<RedisClient>(attempts),
    connection as RedisOptions,
    options,
  )
  // The main thread reports what is wrong with the connection.
  client.on('error', () => {})
  client.connect().catch(() => {})
  const scripts = new QueueScripts(client, queueKeys(prefix, queue))

  async function renew(): Promise<void> {
    const { jobs } = locks
    if (jobs.length > 0) {
      const askedMs = systemClock.now()
      const holds = jobs.map(({ jobId, token, replies }) => [jobId, token, replies])
      const states = await scripts.renew(holds, lockMs).catch(() => [])
      for (const [index, state] of states.entries())
        locks.note(jobs[index] as (typeof jobs)[number], state, askedMs)
      locks.lapse(systemClock.now())
    }
    systemClock.setTimer(() => void renew(), everyMs, undefined)
  }
  await renew()
}

void renewLocks()
