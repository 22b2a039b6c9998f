import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { systemClock } from '../../../util/clock.ts'
import { makeClient, type RedisOptions } from '../../../util/redis/connection.ts'
import { loadRedis } from '../../../util/redis/load.ts'
import { queueKeys } from '../scripts/queue-keys.ts'
import { attempts, type RedisClient } from '../optional-packages.ts'
import { QueueScripts } from '../scripts/queue-scripts.ts'
import type { RenewerData, ToRenewer } from './lock-messages.ts'
import { HeldLocks, threadsMs } from './held-locks.ts'

/**
 * Renews a worker's locks, in a thread with a connection of its own, which no tool can block. It knows nothing of the tools:
 * as long as the process lives, so do its locks.
 */
async function renewLocks(): Promise<void> {
  const { connection, prefix, queue, lockMs } = workerData as RenewerData
  const everyMs = lockMs / 4
  const options = { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: everyMs }
  const port = parentPort as MessagePort
  let scripts: QueueScripts | undefined
  const locks = new HeldLocks(lockMs, (message) => port.postMessage(message))
  port.on('message', (message: ToRenewer) => {
    if (message.type === 'hold') locks.hold(message.job, message.askedMs)
    else if (message.type === 'release') locks.release(message.jobId)
    else void renew()
  })
  const client = makeClient(
    await loadRedis<RedisClient>(attempts),
    connection as RedisOptions,
    options,
  )
  // The main thread reports what is wrong with the connection.
  client.on('error', () => {})
  // What could not be asked meanwhile is asked now.
  client.on('ready', () => void renew())
  client.connect().catch(() => {})
  scripts = new QueueScripts(client, queueKeys(prefix, queue))

  async function renew(): Promise<void> {
    const { jobs } = locks
    if (scripts === undefined || jobs.length === 0) return
    const askedMs = threadsMs()
    const holds = jobs.map(({ jobId, token, replies }) => [jobId, token, replies])
    const states = await scripts.renew(holds, lockMs).catch(() => [])
    for (const [index, state] of states.entries())
      locks.note(jobs[index] as (typeof jobs)[number], state, askedMs)
    locks.lapse(threadsMs())
  }

  async function renewRegularly(): Promise<void> {
    await renew()
    systemClock.setTimer(() => void renewRegularly(), everyMs, undefined)
  }
  await renewRegularly()
}

void renewLocks()
