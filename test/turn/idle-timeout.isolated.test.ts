import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bullmq, createWorker } from '../../src/bullmq.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import type { EngineOptions } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { startRedis, suiteWithRedis } from '../place/queue/redis.ts'
import { until } from '../support/until.ts'
import { tellOnDemand } from './fixtures/tell-on-demand.ts'

const wanted = new Int32Array(new SharedArrayBuffer(4))
const reads: readonly string[] = []

/** However long a message takes, by the engine's clock each comes 90 ms after the one before it; then none does. */
async function expectKeptAlive(
  of: AnyTool,
  input: object,
  more: Partial<EngineOptions> = {},
): Promise<void> {
  const clock = virtualClock()
  let heard = 0
  const onEvent = ({ type }: { readonly type: string }): void => {
    if (type === 'call.progress') heard += 1
  }
  const engine = createEngine({ tools: [of], clock, onEvent, ...more })
  Atomics.store(wanted, 0, 0)
  const done = engine.execute([{ id: 'c', name: of.name, input }])
  for (let step = 1; step <= 5; step += 1) {
    Atomics.add(wanted, 0, 1)
    await until(() => heard === step)
    await clock.advance(90)
  }
  await clock.advance(10)
  const { results } = await done
  const [result] = results
  assert.match(String(result?.error?.message), /told no progress for 100 ms/)
  assert.deepEqual([result?.status, clock.now(), heard], ['timed-out', 460, 5])
  await engine.close()
}

test('what a tool tells in a thread keeps it alive when it arrives', async () => {
  const module = new URL('./fixtures/tell-on-demand.ts', import.meta.url)
  const exportName = 'tellOnDemand'
  await expectKeptAlive(
    tool({ name: 'tells', runsIn: 'thread', module, exportName, reads, idleTimeoutMs: 100 }),
    { wanted },
  )
})

suiteWithRedis('in a queue', async () => {
  await test('what a tool tells there keeps it alive when it arrives', async () => {
    const redis = await startRedis()
    const queue = bullmq({ connection: redis.url })
    // The worker is of this process, so that what is wanted need not travel.
    const tells = tool({
      name: 'tells',
      runsIn: 'queue',
      reads,
      idleTimeoutMs: 100,
      execute: (_, context) => tellOnDemand({ wanted }, context),
    })
    const worker = await createWorker({ connection: redis.url, tools: [tells] })
    try {
      await expectKeptAlive(tells, {}, { queue })
    } finally {
      await worker.close()
      await queue.close()
      await redis.stop()
    }
  })
})
