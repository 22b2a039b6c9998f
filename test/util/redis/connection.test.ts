import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Redis } from 'ioredis'
import {
  addressOf,
  connectionOption,
  type RedisConnection,
} from '../../../src/util/redis/connection.ts'

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

test('a URL that ioredis cannot read is refused, and its password not repeated', () => {
  const wrong = [
    'redis//user:sekret@host',
    'user:sekret@127.0.0.1',
    'http://user:sekret@host',
    'redis://user:sekret@127.0.0.1:99999',
    'redis://user:sekret#x@host',
    'redis://:sekret%zz@host',
  ]
  for (const url of wrong)
    assert.throws(
      () => connectionOption(url, 'connection', ''),
      ({ name, message }: Error) =>
        name === 'UsageError' && /a URL such as/.test(message) && !message.includes('sekret'),
      url,
    )
  for (const url of ['redis://localhost', 'rediss://user:a%40b@host:6380/1', 'redis://:p@[::1]'])
    assert.equal(connectionOption(url, 'connection', ''), url)
})
