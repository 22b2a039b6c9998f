import { workerData } from 'node:worker_threads'
import { systemClock } from '../../../util/clock.ts'
import { makeClient } from '../../../util/redis/connection.ts'
import { loadRedis } from '../../../util/redis/load.ts'
import type { RenewerData, Renewal, ToRenewer } from './renewal-messages.ts'
import { plainAnswers } from '../key-connections.ts'
import { thisMoment } from '../moment.ts'
import { KeyScripts } from '../scripts/key-scripts.ts'

const mostAtOnce = 1_000

/**
 * Renews the leases of a process, in a thread with a connection of its own, which no tool can block. It knows nothing of
 * the tools: as long as the process lives and reaches Redis, so do its leases.
 */
async function renewLeases({ port, connection, names, ttlMs }: RenewerData): Promise<void> {
  const ids = new Set<string>()
  port.on('message', (message: ToRenewer) => {
    for (const id of message.ids)
      if (message.type === 'hold') ids.add(id)
      else ids.delete(id)
  })
  const everyMs = ttlMs / 4
  const client = makeClient(await loadRedis('Shared keys in Redis'), connection, {
    ...plainAnswers,
    // What is late is sent again, on another connection.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    commandTimeout: everyMs,
    connectTimeout: everyMs,
    retryStrategy: () => everyMs / 10,
  })
  // The main thread reports what is wrong with the connection.
  client.on('error', () => {})
  client.connect().catch(() => {})
  const scripts = new KeyScripts(client, names, ttlMs)

  async function renew(): Promise<void> {
    const held = [...ids]
    let delayMs = everyMs
    for (let at = 0; at < held.length; at += mostAtOnce) {
      const some = held.slice(at, at + mostAtOnce)
      const asked = thisMoment()
      try {
        const missing = await scripts.renew(some)
        for (const id of missing) ids.delete(id)
        const gone = new Set(missing)
        const renewed = some.filter((id) => !gone.has(id))
        port.postMessage({ asked, renewed, missing } satisfies Renewal)
      } catch {
        delayMs = everyMs / 10
        // A silent connection may be dead without an error.
        if (client.status === 'ready') client.disconnect(true)
        break
      }
    }
    systemClock.setTimer(() => void renew(), delayMs, undefined)
  }
  // It is at work.
  port.postMessage({ asked: thisMoment(), renewed: [], missing: [] } satisfies Renewal)
  await renew()
}

void renewLeases(workerData as RenewerData)
