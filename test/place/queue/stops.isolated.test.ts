import assert from 'node:assert/strict'
import { it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { createWorker } from '../../../src/bullmq.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { packError } from '../../../src/place/packed-error.ts'
import { messageJson } from '../../../src/place/queue/messages.ts'
import { queueKeys } from '../../../src/place/queue/scripts/queue-keys.ts'
import { QueueScripts } from '../../../src/place/queue/scripts/queue-scripts.ts'
import type { RedisClient } from '../../../src/place/queue/optional-packages.ts'
import { root } from '../../repo/files.ts'
import { runNode } from '../../repo/run-node.ts'
import { until } from '../../support/until.ts'
import { atEnd, contextOf, makeLedger, placeFor, redisForTests, sleep } from './lab.ts'
import { startedContext, startWorker } from './lab.ts'
import { suiteWithRedis } from './redis.ts'
import { work } from './tools.ts'

const bullmq = pathToFileURL(join(root, 'src/bullmq.ts')).href
const tools = pathToFileURL(join(root, 'test/place/queue/tools.ts')).href

/** So long that no lock is renewed: a stop has to come by itself. */
const lockMs = 3_600_000

suiteWithRedis('a worker that is to be told to stop', async () => {
  const redis = await redisForTests()
  const client = new Redis(redis.url)
  atEnd(() => client.disconnect())

  it('hears what was said while its connection was away', async () => {
    const queue = 'missed'
    const ledger = makeLedger()
    await startWorker(redis, { queue, lockMs })
    const { context, started } = startedContext()
    const running = placeFor(redis, { queue }).run(
      work,
      { ledger: ledger.path, held: true },
      context,
    )
    running.catch(() => {})
    await started
    const [lock = ''] = await client.keys(`bull:${queue}:*:lock`)
    const job = lock.slice(0, -':lock'.length)
    const jobId = job.slice(`bull:${queue}:`.length)
    const message = messageJson({ jobId, reason: packError(new Error('Enough.'), 0) })
    // In one step: nobody hears it.
    await client.multi().client('KILL', 'TYPE', 'pubsub').hset(job, 'fanfold:stop', message).exec()
    await until(() => ledger.lines.length > 1)
    assert.equal(ledger.lines[1], 'stop  Error undefined Enough.')
  })

  it('does not start a call that waited when it was called off, however quickly it fetches it', async () => {
    const queue = 'called-off'
    const ledger = makeLedger()
    const call = placeFor(redis, { queue }).run(work, { ledger: ledger.path }, contextOf())
    const called = assert.rejects(call, /Enough/)
    let waiting: string[] = []
    while (waiting.length === 0) waiting = await client.zrange(`bull:${queue}:prioritized`, 0, -1)
    const [jobId = ''] = waiting
    const scripts = new QueueScripts(client as unknown as RedisClient, queueKeys('bull', queue))
    const message = messageJson({ jobId, reason: packError(new Error('Enough.'), 0) })
    // The worker comes before the engine has taken the call back.
    assert.equal(await scripts.cancel(jobId, message), 'waiting')
    await startWorker(redis, { queue, lockMs })
    await called
    assert.deepEqual(ledger.lines, [])
  })

  /** Makes clients. Those that are made beside the first of them are changed first, each with its number. */
  const clients = (change: (made: Redis, number: number) => void) => ({
    options: client.options,
    duplicate(options?: object) {
      const commands = client.duplicate(options)
      const duplicate = commands.duplicate.bind(commands)
      let number = 0
      commands.duplicate = (more) => {
        const made = duplicate({ ...more, lazyConnect: true })
        change(made, (number += 1))
        return made
      }
      return commands
    },
  })

  /** What a call that waits for a worker finds when it is taken. */
  async function foundBy(
    queue: string,
    connection: ReturnType<typeof clients>,
    look: (isMade: boolean) => boolean,
  ): Promise<readonly boolean[]> {
    let isMade = false
    const found: boolean[] = []
    const execute = (): void => void found.push(look(isMade))
    const probe = tool({ name: 'probe', runsIn: 'queue', execute }) as AnyTool
    const call = placeFor(redis, { queue }).run(probe, {}, contextOf())
    const worker = await createWorker({ connection, queue, tools: [probe], lockMs })
    isMade = true
    await call
    await worker.close()
    return found
  }

  it('takes no call before it can be told', async () => {
    let listens = false
    const slowToListen = clients((made, number) => {
      if (number > 1) return
      const subscribe = made.subscribe.bind(made)
      made.subscribe = (async (channel: string) => {
        // For longer than a worker takes to fetch a job, where there is no load.
        await sleep(500)
        await subscribe(channel)
        listens = true
      }) as never
    })
    assert.deepEqual(await foundBy('deaf', slowToListen, () => listens), [true])
  })

  it('takes no call before who made it can close it', async () => {
    // On the second BullMQ waits for jobs.
    const slowToConnect = clients((made, number) => {
      const connect = made.connect.bind(made)
      // For longer than a worker takes to fetch a job and to run it.
      if (number > 1) made.connect = () => sleep(500).then(() => connect())
    })
    assert.deepEqual(await foundBy('early', slowToConnect, (isMade) => isMade), [true])
  })

  it('keeps no process alive that was told while Redis was away, and has closed its queue', async () => {
    const own = await redisForTests()
    const code = `import { bullmq } from '${bullmq}'
      import { give } from '${tools}'
      import { Redis } from 'ioredis'
      import { once } from 'node:events'
      import { setTimeout as sleep } from 'node:timers/promises'
      const client = new Redis('${own.url}', { retryStrategy: null })
      client.on('error', () => {})
      const place = bullmq({ connection: '${own.url}', graceMs: 3_600_000 })
      const controller = new AbortController()
      place.run(give, {}, { signal: controller.signal }).catch(() => {})
      while ((await client.zcard('bull:fanfold:prioritized')) === 0) await sleep(5)
      process.kill(${own.pid}, 'SIGKILL')
      await once(client, 'end')
      await sleep(200)
      controller.abort()
      await place.close()
      console.log('closed')`
    const { code: exitCode, stdout } = await runNode(['--input-type=module', '-e', code])
    assert.deepEqual([exitCode, stdout], [0, 'closed\n'])
  })

  it('fails, and leaves nothing behind, where it may not listen', async () => {
    await client.acl('SETUSER', 'deaf', 'on', '>pass', '~*', '+@all', '-subscribe')
    const code = `import { createWorker } from '${bullmq}'
      import { give } from '${tools}'
      const connection = '${redis.url.replace('//', '//deaf:pass@')}'
      await createWorker({ connection, tools: [give] }).catch(({ message }) => console.log(message))`
    const { code: exitCode, stdout } = await runNode(['--input-type=module', '-e', code])
    assert.equal(exitCode, 0)
    assert.match(stdout, /^NOPERM .*subscribe/)
  })
})
