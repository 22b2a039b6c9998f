import { UsageError } from '../../call/errors/error.ts'
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
    throw notLoaded(what, 'ioredis', cause)
  }
}

/** The error of an optional package that is missing, or broken. */
export function notLoaded(what: string, name: string, cause: unknown): UsageError {
  return new UsageError(
    `${what} need the optional package "${name}", which could not be loaded. Install it: npm install ${name}`,
    cause,
  )
}
