import { UsageError } from '../../../call/error.ts'
import { makeClient } from '../../../util/redis/connection.ts'
import type { LinkOptions } from '../link.ts'
import type { Peers, RedisClient } from '../peers.ts'
import { checkServer, type ServerCheck } from '../server.ts'

/** A worker's connections. */
export interface Wires {
  readonly peers: Peers
  /** For BullMQ and for answers. */
  readonly commands: RedisClient
  /** For stops. */
  readonly listener: RedisClient
  readonly onError: (error: Error) => void
}

/** @throws {UsageError} if the server may not be used. */
export async function connectWorker(
  peers: Peers,
  { connection, onError }: LinkOptions & { readonly onError: (error: Error) => void },
): Promise<Wires> {
  const commands = makeClient(peers.Redis, connection)
  const listener = commands.duplicate()
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
  const { refusal, warning } = await firstCheck(commands)
  if (warning !== undefined) onError(new Error(warning))
  if (refusal !== undefined) {
    for (const client of [commands, listener]) client.disconnect()
    throw new UsageError(refusal)
  }
  return { peers, commands, listener, onError }
}

/** Waits for the connection. */
async function firstCheck(client: RedisClient): Promise<ServerCheck> {
  for (;;)
    try {
      return await checkServer(client)
    } catch (error) {
      if (client.status === 'end') throw error
    }
}
