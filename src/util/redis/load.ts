import { peerNotLoaded } from '../peers.ts'
import type { RedisBase, RedisClass } from './client.ts'

/**
 * Loads the client, which is an optional peer.
 *
 * @param what needs it: "Shared keys in Redis".
 * @throws {UsageError} if it is not installed.
 */
export async function loadRedis<Client extends RedisBase = RedisBase>(
  what: string,
): Promise<RedisClass<Client>> {
  try {
    const { Redis } = (await import('ioredis')) as unknown as { Redis: RedisClass<Client> }
    return Redis
  } catch (cause) {
    throw peerNotLoaded(`${what} need`, 'ioredis', cause)
  }
}
