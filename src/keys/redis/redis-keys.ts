import { UsageError } from '../../call/error.ts'
import { expectDuration, show } from '../../call/expect.ts'
import { expectConnection, type RedisConnection } from '../../util/redis/connection.ts'
import { loadRedis } from '../../util/redis/load.ts'
import { keysClosed } from '../shared-keys-error.ts'
import type { SharedKeys } from '../shared-keys.ts'
import { KeyDesk } from './desk.ts'
import { keyNames } from './names.ts'

/** Where shared keys are kept, and for how long those of the dead. */
export interface RedisKeysOptions {
  /** Which Redis (or Valkey): one server, or one behind Sentinels. Not a client of a Redis Cluster. */
  readonly connection: RedisConnection
  /**
   * What the names of everything in Redis begin with, in braces; default `fanfold`. Keys of engines with different prefixes
   * have nothing to do with each other, nor have their tokens.
   */
  readonly prefix?: string | undefined
  /**
   * How long after its process has died, stood still or lost its connection a lease runs out, in milliseconds; default
   * 10,000, at least 100. It is renewed every quarter of that, and its holder relies on it for nine tenths. The same for
   * all engines that share keys.
   */
  readonly ttlMs?: number | undefined
  /** How long a request for keys waits for a Redis that cannot be reached, in milliseconds; default 30,000. */
  readonly acquireTimeoutMs?: number | undefined
  /** Told what goes wrong on the connections; default: a warning of the process, once for each time that Redis is away. */
  readonly onError?: ((error: Error) => void) | undefined
}

/**
 * Shared keys in Redis: leases with fencing tokens. What they promise, and what they do not, is in
 * docs/guides/shared-keys.md. Nothing connects before the first request; afterwards it has three connections and a thread
 * until it is closed, which keep no process alive while nobody waits.
 *
 * Requests reject with a `FanfoldError`: `keys_unreachable` after `acquireTimeoutMs` without Redis, `keys_refused` if Redis
 * refuses (its memory is full, it may throw keys away, a command is forbidden), `keys_closed`; and with a `UsageError` if
 * ioredis is not installed.
 *
 * @throws {UsageError} if an option is not what its type says.
 */
export function redisKeys(options: RedisKeysOptions): SharedKeys {
  const { connection, prefix = 'fanfold', ttlMs = 10_000, acquireTimeoutMs = 30_000 } = options
  const onError = options.onError ?? warn
  expectConnection(connection)
  if (typeof connection === 'object' && 'isCluster' in connection && connection.isCluster === true)
    throw new UsageError(
      'Expected `connection` to be a connection to one Redis, got a client of a Redis Cluster. Shared keys lie in one place.',
    )
  if (typeof prefix !== 'string' || !/^[^{}]+$/.test(prefix))
    throw new UsageError(`Expected \`prefix\` to be a name without braces, got ${show(prefix)}.`)
  expectDuration('acquireTimeoutMs', acquireTimeoutMs)
  if (!Number.isInteger(ttlMs) || ttlMs < 100)
    throw new UsageError(
      `Expected \`ttlMs\` to be a whole number of milliseconds, 100 or more, got ${show(ttlMs)}.`,
    )
  const name = `redis ${prefix}`
  let desk: Promise<KeyDesk> | undefined
  let closing: Promise<void> | undefined

  async function open(): Promise<KeyDesk> {
    const Redis = await loadRedis('Shared keys in Redis')
    const names = keyNames(prefix)
    return new KeyDesk(Redis, { name, connection, names, ttlMs, acquireTimeoutMs, onError })
  }

  return {
    name,
    async acquire(request) {
      request.signal.throwIfAborted()
      if (closing !== undefined) throw keysClosed(name)
      desk ??= open()
      const opened = await desk
      if (closing !== undefined) throw keysClosed(name)
      return opened.acquire(request)
    },
    close() {
      closing ??= (async () => (await desk?.catch(() => undefined))?.close())()
      return closing
    },
  }
}

function warn(error: Error): void {
  process.emitWarning(`Shared keys: ${error.message}`, {
    type: 'FanfoldWarning',
    code: 'FANFOLD_KEYS',
  })
}
