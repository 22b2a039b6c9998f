import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Redis } from 'ioredis'
import { addressOf, type RedisConnection } from '../../../src/util/redis/connection.ts'

test('an address is the same for all that name the same server and database', () => {
  const client = new Redis('redis://user:secret@localhost', { lazyConnect: true })
  const same: readonly RedisConnection[] = [
    'redis://localhost:6379',
    'redis://127.0.0.1',
    'redis://user:secret@localhost/0',
    'redis://[::1]:6379/',
    {},
    { host: 'localhost', password: 'secret' },
    client,
  ]
  const addresses = new Set(same.map(addressOf))
  assert.equal(addresses.size, 1, [...addresses].join())
  assert.doesNotMatch([...addresses].join(), /secret/)
  client.disconnect()
})

test('an address is another for another server or database', () => {
  const others: readonly RedisConnection[] = [
    'redis://localhost',
    'redis://localhost:6380',
    'redis://localhost/1',
    'redis://example.com',
    { path: '/run/redis.sock' },
    { sentinels: [{ host: 'localhost', port: 6379 }], name: 'a' },
    { sentinels: [{ host: 'localhost', port: 6379 }], name: 'b' },
  ]
  assert.equal(new Set(others.map(addressOf)).size, others.length)
})
