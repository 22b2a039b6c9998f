import { randomUUID } from 'node:crypto'
import { after } from 'node:test'
import type { Redis } from 'ioredis'
import { keyNames } from '../../../src/keys/redis/scripts/key-names.ts'
import { until } from '../../support/until.ts'
import { startRedis, type TestRedis } from '../../place/queue/redis.ts'
import type { KeyLease, SharedKeys } from '../../../src/keys/shared-keys.ts'
import { redisKeys, type RedisKeysOptions } from '../../../src/redis.ts'

/** What is to be ended after the tests, the last first. */
const endings: (() => unknown)[] = []

after(async () => {
  for (const end of endings.reverse()) await end()
})

export function atEnd(end: () => unknown): void {
  endings.push(end)
}

/** A Redis that is stopped after the tests. */
export async function redisForTests(flags?: readonly string[]): Promise<TestRedis> {
  const redis = await startRedis(flags)
  atEnd(() => redis.stop())
  return redis
}

/** A prefix that nobody else has. */
export function newPrefix(): string {
  return `test ${randomUUID()}`
}

/** Keys that are closed after the tests. */
export function keysFor(
  redis: Pick<TestRedis, 'url'>,
  options: Partial<RedisKeysOptions> = {},
): SharedKeys {
  const keys = redisKeys({ connection: redis.url, onError: () => {}, ...options })
  atEnd(() => keys.close())
  return keys
}

export function write(
  keys: SharedKeys,
  key: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<KeyLease> {
  return keys.acquire({ reads: [], writes: [key], owner: 'a test', signal })
}

/** Waits until all that is held or waits has been renewed: however long that takes, as long as no lease runs out before. */
export async function untilRenewed(control: Redis, prefix: string): Promise<void> {
  const { due } = keyNames(prefix)
  const first = async (): Promise<number> =>
    Number((await control.zrange(due, 0, 0, 'WITHSCORES'))[1])
  const before = await first()
  await until(async () => (await first()) > before)
}

export function lostOf({ lost }: KeyLease): Promise<unknown> {
  return new Promise((resolve) => {
    if (lost.aborted) resolve(lost.reason)
    lost.addEventListener('abort', () => resolve(lost.reason))
  })
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
