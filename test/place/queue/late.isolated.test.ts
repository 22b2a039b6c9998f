import assert from 'node:assert/strict'
import { it } from 'node:test'
import { AttemptLost } from '../../../src/bullmq.ts'
import { contextOf, makeLedger, placeFor, redisForTests, rejection, startWorker } from './lab.ts'
import { proxyTo } from './proxy.ts'
import { suiteWithRedis } from './redis.ts'
import { work } from './tools.ts'

/** What Redis answers to the worker that may start a tool. */
const mayStart = '*1\r\n$2\r\nok\r\n'

suiteWithRedis(
  'what comes too late',
  async () => {
    const redis = await redisForTests()

    it('does not start a tool: leave that a worker reads when its lock has run out', async () => {
      const queue = 'late-leave'
      const ledger = makeLedger()
      let suspend = (): void => {}
      const near = await proxyTo(redis, {
        toClient: (text) => {
          if (text.includes(mayStart)) suspend()
          return undefined
        },
      })
      const worker = await startWorker(near.redis, { queue })
      suspend = () => {
        worker.kill('SIGSTOP')
        suspend = () => {}
      }
      const place = placeFor(redis, { queue })
      const error = await rejection(place.run(work, { ledger: ledger.path, id: 'a' }, contextOf()))
      assert.ok(error instanceof AttemptLost)
      assert.equal(error.started, true)
      worker.kill('SIGCONT')
      await place.run(work, { ledger: ledger.path, id: 'next' }, contextOf())
      assert.deepEqual(ledger.lines, ['start next', 'end next'])
    })
  },
  { concurrency: true },
)
