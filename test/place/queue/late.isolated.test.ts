import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Redis } from 'ioredis'
import { AttemptLost } from '../../../src/bullmq.ts'
import { until } from '../../support/until.ts'
import {
  atEnd,
  contextOf,
  makeLedger,
  placeFor,
  redisForTests,
  rejection,
  startWorker,
} from './lab.ts'
import { proxyTo } from './proxy.ts'
import { suiteWithRedis } from './redis.ts'
import { work } from './tools.ts'

/** What Redis answers to the worker that may start a tool. */
const mayStart = '*1\r\n$2\r\nok\r\n'

suiteWithRedis(
  'what comes too late',
  async () => {
    const redis = await redisForTests()
    const client = new Redis(redis.url)
    atEnd(() => client.disconnect())

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

    for (const cancelled of [false, true])
      it(`does not start a tool: a job whose engine had it looked for in vain${cancelled ? ', to cancel it' : ''}`, async () => {
        const queue = `late-job-${cancelled}`
        const ledger = makeLedger()
        let handOn = (): void => {}
        const { promise: taken, resolve: take } = Promise.withResolvers<void>()
        const far = await proxyTo(redis, {
          toServer: (text, { client, server }) => {
            if (!text.includes('late one')) return undefined
            // It keeps what it has taken, and its way to Redis.
            client.removeAllListeners('close').destroy()
            handOn = () => void server.write(text, 'latin1')
            take()
            return true
          },
        })
        const place = placeFor(far.redis, { queue })
        const controller = new AbortController()
        const input = { ledger: ledger.path, id: 'late one' }
        const lost = rejection(place.run(work, input, contextOf(controller.signal)))
        await taken
        if (cancelled) controller.abort(new Error('Enough.'))
        const error = await lost
        if (!cancelled) assert.ok(error instanceof AttemptLost)
        handOn()
        await until(() => client.exists(`bull:${queue}:events`).then((there) => there === 1))
        await startWorker(redis, { queue, concurrency: 1 })
        await place.run(work, { ledger: ledger.path, id: 'next' }, contextOf())
        await until(async () => (await client.zcard(`bull:${queue}:prioritized`)) === 0)
        await until(async () => (await client.llen(`bull:${queue}:active`)) === 0)
        assert.deepEqual(ledger.lines, ['start next', 'end next'])
      })
  },
  { concurrency: true },
)
