import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { checkServer as check, type ServerCheck } from '../../../src/util/redis/server.ts'
import type { RedisBase } from '../../../src/util/redis/client.ts'

const forbidden = Object.assign(new Error('NOPERM'), { name: 'ReplyError' })

const eviction = { drops: 'leases', harm: 'two engines get the same key' }

function checkServer(client: RedisBase): Promise<ServerCheck> {
  return check(client, eviction)
}

function serverOf(info: string | Error, policy: string | Error): RedisBase {
  const reply = <T>(value: T | Error): Promise<T> =>
    value instanceof Error ? Promise.reject(value) : Promise.resolve(value)
  return {
    info: () => reply(info),
    config: () => reply(policy instanceof Error ? policy : ['maxmemory-policy', policy]),
  } as Partial<RedisBase> as RedisBase
}

describe('the check of a server', () => {
  it('tells a replica', async () => {
    const info = 'role:slave\r\nmaxmemory_policy:noeviction\r\n'
    assert.equal((await checkServer(serverOf(info, forbidden))).isReplica, true)
  })

  it('takes one that never evicts, whichever way it says so', async () => {
    const info = 'redis_version:7.0.15\r\nrun_id:abc\r\nmaxmemory_policy:noeviction\r\n'
    assert.deepEqual(await checkServer(serverOf(info, forbidden)), {
      runId: 'abc',
      isReplica: false,
    })
    assert.deepEqual(await checkServer(serverOf(forbidden, 'noeviction')), {
      runId: undefined,
      isReplica: false,
    })
  })

  it('refuses one that might, and one that is too old', async () => {
    const lfu = await checkServer(serverOf('maxmemory_policy:allkeys-lfu\r\n', forbidden))
    assert.match(lfu.refusal ?? '', /noeviction, got allkeys-lfu/)
    assert.match(lfu.refusal ?? '', /drops leases, and two engines get the same key/)
    const volatile = await checkServer(serverOf(forbidden, 'volatile-ttl'))
    assert.match(volatile.refusal ?? '', /noeviction, got volatile-ttl/)
    const old = await checkServer(serverOf('redis_version:6.0.16\r\n', 'noeviction'))
    assert.equal(old.refusal, 'Expected Redis 6.2 or newer (or Valkey), got 6.0.16.')
  })

  it('warns if the server does not tell, and rejects if it cannot be asked', async () => {
    const silent = await checkServer(serverOf(forbidden, forbidden))
    assert.match(silent.warning ?? '', /^Redis does not tell its `maxmemory-policy`/)
    assert.match(silent.warning ?? '', /two engines get the same key when its memory is full/)
    assert.equal(silent.refusal, undefined)
    await assert.rejects(checkServer(serverOf(new Error('Connection is closed.'), 'x')), /closed/)
  })
})
