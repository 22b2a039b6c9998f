import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { Redis } from 'ioredis'
import { stakesOf } from '../../../../src/keys/redis/scripts/stakes.ts'
import { keyNames } from '../../../../src/keys/redis/scripts/key-names.ts'
import { KeyScripts } from '../../../../src/keys/redis/scripts/key-scripts.ts'
import type { RedisBase } from '../../../../src/util/redis/client.ts'
import { noRedis } from '../../../place/queue/redis.ts'
import { arbitraryEffects } from '../../arbitrary-keys.ts'
import { NaiveTable } from '../../naive-table.ts'
import { atEnd, newPrefix, redisForTests } from '../lab.ts'

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('claim' as const), effects: arbitraryEffects }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constantFrom('leave' as const, 'expire' as const),
      which: fc.nat(),
    }),
  },
)

describe('the programs for Redis', { skip: noRedis ?? false }, async () => {
  if (noRedis !== undefined) return
  const redis = await redisForTests()
  const client = new Redis(redis.url)
  atEnd(() => client.disconnect())

  function table(ttlMs = 60_000) {
    const names = keyNames(newPrefix())
    const scripts = new KeyScripts(client as unknown as RedisBase, names, ttlMs)
    const session = randomUUID()
    const enter = (n: number, effects: Parameters<typeof stakesOf>[0], again = false) =>
      scripts.enter(`${session}.${n}`, { owner: 'a test', stakes: stakesOf(effects) }, again)
    return { names, scripts, enter, nameOf: (n: number) => `${session}.${n}` }
  }

  it('grant whom the definition of a conflict grants, in the order of the tokens', async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { names, scripts, enter, nameOf } = table()
      const naive = new NaiveTable()
      const live: number[] = []
      const tokens = new Map<number, number>()
      let count = 0
      let last = 0
      for (const each of steps) {
        if (each.does === 'claim') {
          const n = (count += 1)
          live.push(n)
          naive.claim(n, each.effects)
          await enter(n, each.effects)
        } else {
          const [n] = live.splice(each.which % Math.max(1, live.length), 1)
          if (n === undefined) continue
          naive.release(n)
          if (each.does === 'expire') await client.zadd(names.due, 1, nameOf(n))
          else await scripts.leave([nameOf(n)])
        }
        // What has run out is removed by whoever looks next.
        const { found } = await scripts.check(live.map(nameOf))
        const fresh: number[] = []
        for (const [index, n] of live.entries()) {
          const standing = found[index]
          assert.equal(typeof standing === 'object', naive.isGranted(n), `claim ${n}`)
          if (typeof standing !== 'object') continue
          if (!tokens.has(n)) fresh.push(standing.token)
          else assert.equal(tokens.get(n), standing.token)
          tokens.set(n, standing.token)
        }
        for (const token of fresh) assert.ok(token > last)
        last = Math.max(last, ...fresh)
        assert.equal(new Set(fresh).size, fresh.length)
      }
      await scripts.leave(live.map(nameOf))
      // Where the last claim has run out, nobody has looked since.
      await scripts.check([nameOf(0)])
      assert.deepEqual(await client.exists(names.due, names.lanes, names.claims), 0)
      await client.del(names.last)
    })
    await fc.assert(property, { numRuns: 80 })
  })

  it('take out claims of very many keys some at a time, and in the end all of them', async () => {
    const { names, scripts, enter, nameOf } = table()
    const wide = (n: number) => ({
      reads: [],
      writes: Array.from({ length: 950 }, (_, index) => `${n}/${index}/a/b`),
    })
    const count = 8
    const all = Array.from({ length: count }, (_, n) => nameOf(n))
    for (let n = 0; n < count; n += 1) await enter(n, wide(n))
    for (const name of all) await client.zadd(names.due, 1, name)
    const { dueInMs } = await scripts.check([nameOf(count)])
    const left = await client.zcard(names.due)
    assert.ok(left > 0 && left < count, `${left} of ${count} are left after the first look`)
    assert.equal(dueInMs, 0)
    assert.deepEqual(await scripts.renew(all), all)
    await scripts.check([nameOf(count)])
    await scripts.check([nameOf(count)])
    assert.equal(await client.exists(names.due, names.lanes, names.claims), 0)
    for (let n = 0; n < count; n += 1) await enter(n, wide(n))
    await scripts.leave(all)
    assert.equal(await client.exists(names.due, names.lanes, names.claims), 0)
  })

  it('take a claim that is sent twice for one, and extend it', async () => {
    const { names, scripts, enter, nameOf } = table()
    const wanted = { reads: [], writes: ['a'] }
    const { found: first } = await enter(1, wanted)
    await enter(2, wanted)
    await client.zadd(names.due, Date.now() + 1_000, nameOf(1))
    assert.deepEqual((await enter(1, wanted, true)).found, first)
    assert.equal((await enter(2, wanted, true)).found, 'waiting')
    assert.ok(Number(await client.zscore(names.due, nameOf(1))) > Date.now() + 30_000)
    await scripts.leave([nameOf(1)])
    const { found } = await scripts.check([nameOf(1), nameOf(2)])
    assert.equal(found[0], 'missing')
    assert.equal(typeof found[1], 'object')
    // What was granted and has run out in the meantime gets no other place under its name.
    assert.equal((await enter(1, wanted, true)).found, 'missing')
    assert.equal((await scripts.check([nameOf(1)])).found[0], 'missing')
  })

  it('renew what is there, name what is not, and take what has run out for gone', async () => {
    const { names, scripts, enter, nameOf } = table()
    await enter(1, { reads: [], writes: ['a'] })
    await enter(2, { reads: [], writes: ['a'] })
    await enter(3, { reads: ['b'], writes: [] })
    await client.zadd(names.due, 1, nameOf(1))
    const all = [nameOf(1), nameOf(2), nameOf(3), nameOf(4)]
    assert.deepEqual(await scripts.renew(all), [nameOf(1), nameOf(4)])
    assert.equal(typeof (await scripts.check([nameOf(2)])).found[0], 'object')
  })

  it('draw tokens above the last one and the time, whichever is greater', async () => {
    const { names, enter } = table()
    const ahead = Date.now() * 1_000 + 1e12
    await client.set(names.last, String(ahead))
    const { found } = await enter(1, { reads: ['a'], writes: [] })
    assert.deepEqual(found, { token: ahead + 2 })
    await client.set(names.last, '5')
    const before = Date.now() * 1_000 - 1e6
    const { found: next } = await enter(2, { reads: ['b'], writes: [] })
    assert.ok(typeof next === 'object' && next.token > before && next.token < before + 1e8)
  })

  it('tell people who holds what', async () => {
    const { names, enter, nameOf } = table()
    await enter(1, { reads: [], writes: ['a/b'] })
    const text = await client.hget(names.claims, nameOf(1))
    const { owner, stakes } = JSON.parse(text ?? '') as Record<string, unknown>
    assert.equal(owner, 'a test')
    assert.deepEqual(stakes, [
      ['0::', 'IX'],
      ['1:a:', 'IX'],
      ['3:a/b:', 'X'],
    ])
  })
})
