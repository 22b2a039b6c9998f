import assert from 'node:assert/strict'
import { it } from 'node:test'
import { until } from '../../support/until.ts'
import { makeLedger, placeFor, redisForTests, startedContext, startWorker } from './lab.ts'
import { proxyTo, type Line } from './proxy.ts'
import { suiteWithRedis } from './redis.ts'
import { work } from './tools.ts'

suiteWithRedis(
  'a connection that has gone silent',
  async () => {
    const redis = await redisForTests()

    it('is made anew by a worker, which then answers', async () => {
      const queue = 'silent-worker'
      const ledger = makeLedger()
      let silent: Line | undefined
      const near = await proxyTo(redis, {
        toServer: (_, line) => line === silent,
        toClient: (text, line) => {
          if (silent !== undefined || !text.includes('*1\r\n$2\r\nok\r\n')) return line === silent
          silent = line
          return false
        },
      })
      await startWorker(near.redis, { queue, lockMs: 60_000 })
      const input = { ledger: ledger.path, id: 'a', held: true }
      const running = placeFor(redis, { queue }).run(work, input, startedContext().context)
      await until(() => silent !== undefined)
      ledger.release()
      assert.equal(((await running) as { id: string }).id, 'a')
      assert.deepEqual(ledger.lines, ['start a', 'end a'])
    })

    it('is made anew by an engine, whose lease goes on', async () => {
      const queue = 'silent-engine'
      const ledger = makeLedger()
      const silent = new Set<Line>()
      const readers = new Set<Line>()
      let isSilent = false
      let fresh = 0
      const far = await proxyTo(redis, {
        toServer: (text, line) => {
          if (/xread/i.test(text)) readers.add(line)
          if (!isSilent || readers.has(line)) return false
          // Its command connection is the first to say something now.
          if (silent.size === 0) silent.add(line)
          else if (!silent.has(line)) fresh += 1
          return silent.has(line)
        },
        toClient: (_, line) => silent.has(line),
      })
      await startWorker(redis, { queue, lockMs: 60_000 })
      const { context, started } = startedContext()
      const input = { ledger: ledger.path, id: 'a', held: true }
      const running = placeFor(far.redis, { queue }).run(work, input, context)
      await started
      isSilent = true
      await until(() => fresh > 0)
      ledger.release()
      assert.equal(((await running) as { id: string }).id, 'a')
    })
  },
  { concurrency: true },
)
