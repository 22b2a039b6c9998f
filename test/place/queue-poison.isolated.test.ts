import assert from 'node:assert/strict'
import { it } from 'node:test'
import { tool, type AnyTool, type ToolOptions } from '../../src/call/tool.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { makeLedger, placeFor, redisForTests, startWorker } from './queue/lab.ts'
import { suiteWithRedis } from './queue/redis.ts'
import { poison, work } from './queue/tools.ts'

suiteWithRedis('a call that ends its worker', async () => {
  const redis = await redisForTests()

  /** Runs it beside calls that harm nobody, on four workers. */
  async function run(queue: string, declared: Partial<ToolOptions<never>>) {
    // A busy machine takes long to start the thread that renews the locks.
    const options = { queue, lockMs: 10_000, concurrency: 16 }
    const workers = await Promise.all([1, 2, 3, 4].map(() => startWorker(redis, options)))
    const named = (one: AnyTool, effects: object): AnyTool =>
      tool({ name: one.name, runsIn: 'queue', execute: () => 'not here', ...effects }) as AnyTool
    const engine = createEngine({
      tools: [named(poison, declared), named(work, { reads: [] })],
      queue: placeFor(redis, { queue }),
    })
    const ledger = makeLedger()
    const input = { ledger: ledger.path, ms: 500 }
    const calls = Array.from({ length: 12 }, (_, index) => ({
      id: `${index}`,
      name: index === 0 ? 'poison' : 'work',
      input: { ...input, id: `${index}` },
    }))
    const { results } = await engine.execute(calls)
    const died = new Set(ledger.lines.filter((line) => line.startsWith('poisoned')))
    return {
      ended: results[0],
      others: results.slice(1).map(({ status }) => status),
      died: died.size,
      alive: workers.filter(({ signalCode }) => signalCode === null).length,
    }
  }

  it('is given to two, and no more, and those beside it have their results', async () => {
    const { ended, others, died, alive } = await run('reads', { reads: [] })
    assert.deepEqual([ended?.status, ended?.error?.code], ['failed', 'queue_poison'])
    assert.match(
      String(ended?.content),
      /^poison failed: 2 workers ended while they ran it, so it is not given to another one\./,
    )
    assert.deepEqual([died, alive], [2, 2])
    assert.deepEqual(new Set(others), new Set(['ok']))
  })

  it('is in doubt if it may have changed something, and is given to no third worker either', async () => {
    const { ended, others, died } = await run('writes', { writes: 'a', idempotent: true })
    assert.deepEqual([ended?.status, ended?.error?.code], ['unknown', 'in_doubt'])
    assert.equal(died, 2)
    assert.deepEqual(new Set(others), new Set(['ok']))
  })
})
