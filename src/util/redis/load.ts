import { expectVersion, peerNotLoaded } from '../peers.ts'
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
  let module: { Redis: RedisClass<Client> }
  try {
    module = (await import('ioredis')) as unknown as typeof module
  } catch (cause) {
    throw peerNotLoaded(`${what} need`, 'ioredis', cause)
  }
  expectVersion(`${what} need`, 'ioredis')
  return module.Redis
}
