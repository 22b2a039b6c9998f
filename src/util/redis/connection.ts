import { UsageError } from '../../call/errors/error.ts'
import { isOptions, refusal, type Check } from '../../call/expect.ts'
import { shownAddress } from '../shown-address.ts'
import type { RedisBase, RedisClass } from './client.ts'

/** An instance of ioredis; connections of its kind are made beside it, and it is left alone. */
export interface RedisInstance {
  duplicate(options?: never): unknown
}

/** ioredis's own options: `host`, `port`, `username`, `password`, `db`, `tls`, `sentinels` and so on. */
export interface RedisOptions {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly db?: number | undefined
  readonly tls?: object | undefined
  readonly [option: string]: unknown
}

/** Which Redis: a URL (`redis://`, `rediss://`), ioredis's options, or an instance of ioredis. */
export type RedisConnection = string | RedisOptions | RedisInstance

/** `connection` of whatever uses Redis. */
export const connectionOption: Check<RedisConnection> = (value, name, whose) => {
  if (isOptions(value) && (value as { isCluster?: unknown }).isCluster === true)
    throw new UsageError(
      `Expected \`${name}\`${whose} to be a connection to one Redis, got a client of a Redis Cluster. Give the node that holds ` +
        'the keys: a queue, and the keys that engines share, lie on one node each.',
    )
  if (typeof value === 'string' ? isRedisUrl(value) : isOptions(value))
    return value as RedisConnection
  const what = "a URL such as 'redis://localhost:6379', ioredis's options or an instance of it"
  throw refusal(name, whose, what, typeof value === 'string' ? shownAddress(value) : value)
}

/** Whether ioredis can read it, which says no more than "Invalid URL" if not. */
export function isRedisUrl(text: string): boolean {
  const url = /^rediss?:\/\//.test(text) ? URL.parse(text) : null
  try {
    return url !== null && decodeURIComponent(url.username + url.password) !== undefined
  } catch {
    return false
  }
}

/** Makes a client that connects when it is told to, and again whenever it lost its connection. */
export function makeClient<Client extends RedisBase>(
  Redis: RedisClass<Client>,
  connection: RedisConnection,
  options: object = {},
): Client {
  const all = { ...house, ...options }
  if (typeof connection === 'string') return new Redis(connection, all)
  if ('duplicate' in connection && typeof connection.duplicate === 'function')
    return (connection as unknown as Client).duplicate(all) as Client
  return new Redis({ ...connection, ...all })
}

const loopback = new Set<unknown>(['', '127.0.0.1', '::1', '[::1]'])

/** Where a connection leads to, as its options say it: the same for all that name the same server and database. */
export function addressOf(connection: RedisConnection): string {
  const { host = '', port = 6_379, db = 0, path, sentinels, name } = addressOptions(connection)
  const server = path ?? `${loopback.has(host) ? 'localhost' : host}:${port}`
  return JSON.stringify([sentinels ? [sentinels, name] : server, db])
}

function addressOptions(connection: RedisConnection): RedisOptions {
  if (typeof connection === 'string') {
    if (!URL.canParse(connection)) return { host: connection }
    const { hostname: host, port, pathname } = new URL(connection)
    return { host, port: Number(port || 6_379), db: Number(pathname.slice(1)) || 0 }
  }
  const { options } = connection as { readonly options?: RedisOptions }
  return 'duplicate' in connection && options !== undefined ? options : (connection as RedisOptions)
}

/** Of a client's options, those that can cross to a thread. */
export function plainOptions(client: Pick<RedisBase, 'options'>): RedisOptions {
  const entries = Object.entries(client.options).filter(([, value]) => canCross(value))
  return Object.fromEntries(entries)
}

const house = {
  lazyConnect: true,
  // A command waits for the connection to come back, unless its client says otherwise.
  maxRetriesPerRequest: null,
  keepAlive: 10_000,
  retryStrategy: (times: number): number => Math.min(times * 50, 1_000),
  // After a planned failover the address leads elsewhere, and the old server lives on, as a replica of the new one.
  reconnectOnError: isFromReplica,
}

/** Whether an error is the word of a server that takes no writes: nothing of what it was told was done. */
export function isFromReplica(error: unknown): boolean {
  return error instanceof Error && /^(READONLY|MASTERDOWN)\b/.test(error.message)
}

function canCross(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}
