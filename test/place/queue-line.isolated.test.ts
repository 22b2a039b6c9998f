import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createWorker } from '../../src/bullmq.ts'
import type { Engine } from '../../src/index.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { atEnd, makeLedger, placeFor, redisForTests, sleep } from './queue/lab.ts'
import { suiteWithRedis } from './queue/redis.ts'
import { work } from './queue/tools.ts'
import { until } from '../support/until.ts'

const declared: Readonly<Record<string, object>> = {
  reads: { reads: [] },
  writes: { writes: 'b' },
  undeclared: {},
}

suiteWithRedis('a call in line for a worker', async () => {
  const redis = await redisForTests()

  /** The only worker is held by one call, so that others wait. */
  async function busy(queue: string, options: object = {}) {
    const worker = await createWorker({
      connection: redis.url,
      queue,
      tools: [work],
      concurrency: 1,
      lockMs: 60_000,
    })
    atEnd(() => worker.close({ graceMs: 0 }))
    const place = placeFor(redis, { queue, ...options })
    const ledger = makeLedger()
    const first = engineOf(place, { reads: [] }).execute([call(ledger.path, 'first', true)])
    await until(() => ledger.lines.length === 1)
    return { place, ledger, first }
  }

  function engineOf(queue: ReturnType<typeof placeFor>, effects: object): Engine {
    const { execute } = work
    const tools = [tool({ name: 'work', runsIn: 'queue', execute, ...effects } as never) as AnyTool]
    // A grace that is longer than a busy machine takes to ask Redis.
    return createEngine({ tools, queue, graceMs: 30_000 })
  }

  const call = (ledger: string, id: string, held = false) => ({
    id,
    name: 'work',
    input: { ledger, id, held },
  })

  it('has its time-out from its start on', async () => {
    const { place, ledger, first } = await busy('line')
    const next = engineOf(place, { reads: [], timeoutMs: 10_000 })
    const short = engineOf(place, { reads: [], timeoutMs: 1 }).execute([
      call(ledger.path, 'short', true),
    ])
    const waits = next.execute([call(ledger.path, 'next')])
    // For many times as long as the shorter one may run.
    await sleep(500)
    ledger.release()
    assert.equal((await first).outcome, 'complete')
    const [ended] = (await short).results
    assert.ok(
      ledger.lines.includes('start short'),
      'It was started, and timed out then, if at all.',
    )
    assert.match(String(ended?.status), /^(ok|timed-out)$/)
    assert.equal((await waits).outcome, 'complete')
  })

  for (const [kind, effects] of Object.entries(declared)) {
    it(`is said not to have run if it is cancelled: ${kind}`, async () => {
      const { place, ledger, first } = await busy(`cancel-${kind}`)
      const turn = engineOf(place, effects).turn()
      const second = turn.add(call(ledger.path, 'second'))
      turn.commit()
      await untilOneWaits(`cancel-${kind}`)
      turn.cancel()
      const { status, content, attempts } = await second
      assert.deepEqual([status, attempts], ['cancelled', 0])
      assert.match(String(content), /^work was not run: /)
      ledger.release()
      await first
      assert.ok(!ledger.lines.includes('start second'))
    })

    it(`is said not to have run if its turn's deadline passes: ${kind}`, async () => {
      const { place, ledger, first } = await busy(`deadline-${kind}`)
      const { results } = await engineOf(place, effects).execute([call(ledger.path, 'second')], {
        deadlineMs: 1_500,
      })
      assert.equal(results[0]?.status, 'skipped')
      assert.match(String(results[0]?.content), /^work was not run: /)
      ledger.release()
      await first
      assert.ok(!ledger.lines.includes('start second'))
    })
  }

  it('waits for as long as the queue says, and was not run then', async () => {
    const place = placeFor(redis, { queue: 'nobody', startTimeoutMs: 300, graceMs: 30_000 })
    const { results } = await engineOf(place, { writes: 'a' }).execute([call('', 'a')])
    const [result] = results
    assert.deepEqual([result?.status, result?.error?.code], ['failed', 'queue_start_timeout'])
    assert.equal(result?.attempts, 1)
    assert.match(
      String(result?.content),
      /^work was not run: no worker had started it after 300 ms/,
    )
  })

  async function untilOneWaits(queue: string): Promise<void> {
    const { Redis } = await import('ioredis')
    const client = new Redis(redis.url)
    await until(async () => (await client.zcard(`bull:${queue}:prioritized`)) > 0)
    client.disconnect()
  }
})
