import { UsageError } from '../../../call/errors/error.ts'
import { makeClient } from '../../../util/redis/connection.ts'
import { queueEviction, type QueueConnectionsOptions } from '../client/queue-connections.ts'
import type { OptionalPackages, RedisClient } from '../optional-packages.ts'
import { Heartbeat } from '../../../util/redis/heartbeat.ts'
import { checkServer, type ServerCheck } from '../../../util/redis/server.ts'

/** A worker's connections. */
export interface WorkerConnections {
  readonly packages: OptionalPackages
  /** For BullMQ and for answers. */
  readonly commands: RedisClient
  /** For cancels. */
  readonly listener: RedisClient
  readonly onError: (error: Error) => void
  /** Ends all connections at once, with those that BullMQ has made beside `commands`. */
  end(): void
}

/** @throws {UsageError} if the server may not be used. */
export async function connectWorker(
  packages: OptionalPackages,
  { connection, onError }: QueueConnectionsOptions & { readonly onError: (error: Error) => void },
): Promise<WorkerConnections> {
  const commands = makeClient(packages.Redis, connection)
  const listener = commands.duplicate({ autoResubscribe: false })
  const others = noteDuplicates(commands)
  let told = false
  for (const client of [commands, listener])
    client.on('error', (error: Error) => {
      // One sentence for each time that it is away.
      if (!told) onError(error)
      told = true
    })
  commands.on('ready', () => {
    told = false
  })
  for (const client of [commands, listener]) client.connect().catch(() => {})
  const heartbeat = new Heartbeat(commands)
  heartbeat.start()
  const { refusal, warning } = await firstCheck(commands).catch((error: unknown) => {
    heartbeat.stop()
    throw error
  })
  if (warning !== undefined) onError(new Error(warning))
  if (refusal !== undefined) {
    heartbeat.stop()
    for (const client of [commands, listener]) client.disconnect()
    throw new UsageError(refusal)
  }
  const end = (): void => {
    heartbeat.stop()
    for (const client of [commands, listener]) client.disconnect()
    for (const client of others) endForGood(client)
  }
  return { packages, commands, listener, onError, end }
}

/** The clients that will have been made of this one. */
function noteDuplicates(client: RedisClient): readonly RedisClient[] {
  const duplicates: RedisClient[] = []
  const duplicate = client.duplicate.bind(client)
  client.duplicate = (options) => {
    const made = duplicate(options)
    duplicates.push(made)
    return made
  }
  return duplicates
}

/**
 * Ends a connection that BullMQ has made. It may have had no time to: it waits for the server's word, which may never come,
 * and connects anew what it has ended itself. A server that is gone would then be tried forever, in a process that lives on.
 */
function endForGood(client: RedisClient): void {
  client.connect = () => Promise.reject(new Error('The worker is closed.'))
  client.disconnect()
  client.stream?.destroy?.()
}

/** Waits for the connection. */
async function firstCheck(client: RedisClient): Promise<ServerCheck> {
  for (;;)
    try {
      return await checkServer(client, queueEviction)
    } catch (error) {
      if (client.status === 'end') throw error
    }
}
