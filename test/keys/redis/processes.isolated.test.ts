import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Redis } from 'ioredis'
import { keyNames } from '../../../src/keys/redis/scripts/key-names.ts'
import { patienceMs, until } from '../../support/until.ts'
import { noRedis } from '../../place/queue/redis.ts'
import type { Task } from './child.ts'
import { atEnd, keysFor, newPrefix, redisForTests, sleep, untilRenewed, write } from './lab.ts'
import { makeLedger, startChild, suspend, type Child } from './processes.ts'

describe(
  'shared keys of several processes',
  { skip: noRedis ?? false, concurrency: 3, timeout: 4 * patienceMs },
  async () => {
    if (noRedis !== undefined) return
    const redis = await redisForTests()
    const key = 'file/ledger'
    const control = new Redis(redis.url)
    atEnd(() => control.disconnect())

    /** A prefix and a ledger of one test's own, and what its processes do with them. */
    function scene(ttlMs: number) {
      const prefix = newPrefix()
      const ledger = makeLedger()
      const common = { url: redis.url, prefix, ttlMs, ledger: ledger.path }
      const child = (task: Partial<Task> & Pick<Task, 'does'>): Child =>
        startChild({ ...common, ...task })
      /** Waits until so many hold or wait. */
      async function inLine(count: number): Promise<void> {
        while ((await control.zcard(keyNames(prefix).due)) < count) await sleep(5)
      }
      const renewed = (): Promise<void> => untilRenewed(control, prefix)
      return { inLine, renewed, ledger, child, keys: keysFor(redis, { prefix, ttlMs }) }
    }

    it('are held by one at a time, in 200 rounds of two', async () => {
      const { ledger, child } = scene(10_000)
      const children = [
        child({ does: 'rounds', rounds: 100 }),
        child({ does: 'rounds', rounds: 100 }),
      ]
      await Promise.all(children.map((each) => each.next()))
      for (const { process } of children) process.send('go')
      assert.deepEqual(await Promise.all(children.map(({ ended }) => ended)), [0, 0])
      const { lines } = ledger
      assert.equal(lines.length, 400)
      let last = 0
      let changes = 0
      for (let at = 0; at < lines.length; at += 2) {
        const [begin, end] = [lines[at], lines[at + 1]] as [string[], string[]]
        assert.deepEqual([begin[0], end], ['begin', ['end', ...begin.slice(1)]])
        assert.ok(Number(begin[2]) > last, `${begin[2]} after ${last}`)
        last = Number(begin[2])
        if (at > 0 && begin[1] !== lines[at - 1]?.[1]) changes += 1
      }
      assert.ok(changes > 20, `Expected the two to take turns, but they changed ${changes} times.`)
    })

    it('are free again once the lease of a killed holder has run out, under a greater token', async () => {
      // As everywhere here: long enough for a busy machine to renew it in time.
      const { child, keys, inLine, renewed } = scene(10_000)
      const holder = child({ does: 'hold' })
      const { token } = await holder.next()
      // One who waits behind it is killed, too.
      const waiter = child({ does: 'hold' })
      await inLine(2)
      let granted = false
      const asked = write(keys, key).finally(() => {
        granted = true
      })
      // As long as it lives it holds.
      await inLine(3)
      for (let time = 1; time <= 2; time += 1) await renewed()
      assert.equal(granted, false)
      holder.process.kill('SIGKILL')
      waiter.process.kill('SIGKILL')
      const start = performance.now()
      const lease = await asked
      const tookMs = performance.now() - start
      assert.ok(lease.token > Number(token), `${lease.token} after ${token}`)
      assert.ok(tookMs < patienceMs / 2, `It took ${tookMs} ms.`)
      await lease.release()
    })

    it('are lost to a holder that stood still, which finds out before it goes on', async () => {
      const { ledger, child, keys } = scene(10_000)
      const holder = child({ does: 'believe' })
      const { token } = await holder.next()
      await until(() => ledger.lines.length > 3)
      await suspend(holder)
      const believed = ledger.lines.length
      const lease = await write(keys, key)
      assert.ok(lease.token > Number(token), `${lease.token} after ${token}`)
      holder.process.kill('SIGCONT')
      const { lost } = await holder.next()
      assert.match(String(lost), /could not be renewed in time|ran out/)
      // What it was about to write when it was stopped may come; it believes nothing after that.
      assert.ok(ledger.lines.length <= believed + 1, 'It believed that it holds.')
      assert.equal(await holder.ended, 0)
      assert.equal(lease.lost.aborted, false)
      await lease.release()
    })

    it('are not taken by one that stood still when it was granted them', async () => {
      const { child, keys, inLine } = scene(10_000)
      const first = await write(keys, key)
      const waiter = child({ does: 'believe' })
      await inLine(2)
      await suspend(waiter)
      await first.release()
      // Granted to the one that stands still, until its lease has run out.
      const second = await write(keys, key)
      waiter.process.kill('SIGCONT')
      await sleep(500)
      await second.release()
      const { token } = await waiter.next()
      assert.ok(Number(token) > second.token, `${token} after ${second.token}`)
      waiter.process.kill('SIGKILL')
    })

    it('are not taken by one that stood still before it heard of its place in line', async () => {
      const ttlMs = 5_000
      const { child, keys, inLine } = scene(ttlMs)
      const first = await write(keys, key)
      const waiter = child({ does: 'askAndBlock', blockMs: 1.6 * ttlMs })
      await inLine(2)
      await first.release()
      // Granted to the one that stands still, until its lease has run out.
      const second = await write(keys, key)
      await sleep(0.8 * ttlMs)
      await second.release()
      const { token } = await waiter.next()
      assert.ok(Number(token) > second.token, `${token} after ${second.token}`)
      waiter.process.kill('SIGKILL')
    })

    it('stay with a holder whose event loop is blocked for twice as long as a lease', async () => {
      const { ledger, child, keys } = scene(8_000)
      const holder = child({ does: 'block', blockMs: 17_000 })
      await holder.next()
      const lease = await write(keys, key)
      // It was still held when the holder came to again.
      assert.equal(ledger.lines[0]?.[0], 'after')
      assert.deepEqual(await holder.next(), { lost: false })
      assert.ok(lease.token > Number(ledger.lines[0]?.[1]))
      await lease.release()
    })

    it('keep no process alive that only forgot to close them', async () => {
      const { child, keys } = scene(10_000)
      assert.equal(await child({ does: 'leave' }).ended, 0)
      await (await write(keys, key)).release()
    })
  },
)
