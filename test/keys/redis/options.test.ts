import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { redisKeys, type RedisKeysOptions } from '../../../src/redis.ts'
import { write } from './lab.ts'

const connection = 'redis://127.0.0.1:1'

describe('the options of redisKeys', () => {
  const wrong: readonly (readonly [RegExp, unknown])[] = [
    [/`connection` to be a URL/, { connection: 'localhost' }],
    [/`connection` to be a URL/, {}],
    [/Redis Cluster/, { connection: { isCluster: true, duplicate: () => undefined } }],
    [/`prefix` to be a name without braces/, { connection, prefix: 'a{b}' }],
    [/`prefix` to be a name/, { connection, prefix: '' }],
    [/`ttlMs` to be a whole number/, { connection, ttlMs: 99 }],
    [/`ttlMs` to be a whole number/, { connection, ttlMs: Infinity }],
    [/`acquireTimeoutMs` to be a number/, { connection, acquireTimeoutMs: 0 }],
  ]
  for (const [message, options] of wrong)
    it(`are refused if wrong: ${message.source} (${JSON.stringify(options)})`, () => {
      assert.throws(() => redisKeys(options as RedisKeysOptions), { name: 'UsageError', message })
    })

  it('are refused if they cannot be used in a thread, when they are first used', async () => {
    const tls = { checkServerIdentity: () => undefined }
    const keys = redisKeys({ connection: { port: 1, tls }, onError: () => {} })
    await assert.rejects(write(keys, 'a'), { name: 'UsageError', message: /`connection.tls`/ })
    await keys.close()
  })

  it('need no Redis as long as nobody asks for a key', async () => {
    const keys = redisKeys({ connection })
    assert.equal(keys.name, 'redis fanfold')
    await keys.close()
  })
})
