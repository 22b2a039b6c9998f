import { callable, duration, valueThat, type Check } from '../../call/expect.ts'
import type { Exact } from '../../call/options/exact.ts'
import { optional, optionsCheck, required } from '../../call/options/option-list.ts'
import { addressOf, connectionOption, type RedisConnection } from '../../util/redis/connection.ts'
import { expectPeer } from '../../util/peers.ts'
import { loadRedis } from '../../util/redis/load.ts'
import { expectKeyRequest } from '../key-request.ts'
import { keysClosed } from '../shared-keys-error.ts'
import type { SharedKeys } from '../shared-keys.ts'
import { KeyClient } from './key-client.ts'
import { keyNames } from './scripts/key-names.ts'

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
   * How long after its process has died, was suspended or lost its connection a lease runs out, in milliseconds; default
   * 10,000, at least 100. It is renewed every quarter of that, and its holder relies on it for nine tenths. The same for
   * all engines that share keys.
   */
  readonly ttlMs?: number | undefined
  /** How long a request for keys waits for a Redis that cannot be reached, or takes no writes, in milliseconds; default 30,000. */
  readonly acquireTimeoutMs?: number | undefined
  /** Called with what goes wrong on the connections; default: a warning of the process, once for each time that Redis is away. */
  readonly onError?: ((error: Error) => void) | undefined
}

const prefixOption: Check<string> = valueThat(
  'a name without braces',
  (value) => typeof value === 'string' && /^[^{}]+$/.test(value),
)

const ttlOption: Check<number> = valueThat(
  'a whole number of milliseconds, 100 or more',
  (value) => Number.isInteger(value) && (value as number) >= 100,
)

const check = optionsCheck<RedisKeysOptions, 'prefix' | 'ttlMs' | 'acquireTimeoutMs' | 'onError'>({
  connection: required(connectionOption),
  prefix: optional(prefixOption, 'fanfold'),
  ttlMs: optional(ttlOption, 10_000),
  acquireTimeoutMs: optional(duration, 30_000),
  onError: optional(callable(), warn),
})

/**
 * Shared keys in Redis: leases with fencing tokens. What they promise, and what they do not, is in
 * docs/guides/shared-keys.md. Nothing connects before the first request; afterwards it has three connections and a thread
 * until it is closed, which keep no process alive while no request waits.
 *
 * Requests reject with a `FanfoldError`: `keys_unreachable` after `acquireTimeoutMs` without Redis, `keys_refused` if Redis
 * refuses (its memory is full, it may throw keys away, a command is forbidden), `keys_closed`; and with a `UsageError` if
 * ioredis is not installed.
 *
 * @throws {UsageError} if an option is not what its type says.
 */
export function redisKeys<Given = unknown>(options: Exact<RedisKeysOptions, Given>): SharedKeys {
  const { connection, prefix, ttlMs, acquireTimeoutMs, onError } = check(
    options ?? null,
    'redisKeys',
  )
  expectPeer('Shared keys in Redis need', 'ioredis')
  const name = `redis ${prefix}`
  let client: Promise<KeyClient> | undefined
  let closing: Promise<void> | undefined

  async function open(): Promise<KeyClient> {
    const Redis = await loadRedis('Shared keys in Redis')
    const names = keyNames(prefix)
    return new KeyClient(Redis, { name, connection, names, ttlMs, acquireTimeoutMs, onError })
  }

  return {
    name,
    namespace: `${name} ${addressOf(connection)}`,
    async acquire(request) {
      expectKeyRequest(request, 'request', ' of acquire')
      request.signal.throwIfAborted()
      if (closing !== undefined) throw keysClosed(name)
      client ??= open()
      const opened = await client
      if (closing !== undefined) throw keysClosed(name)
      return opened.acquire(request)
    },
    close() {
      closing ??= (async () => (await client?.catch(() => undefined))?.close())()
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
