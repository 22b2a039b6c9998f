import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tool } from '../../src/call/tool.ts'
import { sleep } from '../../src/util/clock.ts'
import { calls, lab } from './lab.ts'

const many = (name: string, count: number) => calls(...Array<string>(count).fill(name))

test('a named limit bounds the tools that name it, and nobody else', async () => {
  const { clock, nap, engine } = lab()
  const run = engine(
    [nap('a', 10, { limit: 'crm' }), nap('b', 10, { limit: 'crm' }), nap('c', 10)],
    {
      limits: { crm: { concurrency: 2 } },
    },
  )
  const { results } = await clock.run(run.execute(calls('a', 'b', 'a', 'c', 'b', 'c')))
  assert.deepEqual(
    results.map(({ timing }) => timing.startedMs),
    [0, 0, 10, 0, 10, 0],
  )
  assert.equal(results[2]?.timing.waits[0]?.reason, 'limit')
  assert.match(results[2]?.timing.waits[0]?.detail ?? '', /crm/)
})

test('a tool’s own concurrency, and a rate', async () => {
  const { clock, nap, engine } = lab()
  const run = engine([nap('one', 10, { concurrency: 1 }), nap('rated', 1, { limit: 'api' })], {
    limits: { api: { perSecond: 10 } },
  })
  await clock.run(run.execute(many('one', 3)))
  assert.equal(clock.now(), 30)
  await clock.advance(1_000)
  const { results } = await clock.run(run.execute(many('rated', 4)))
  assert.deepEqual(
    results.map(({ timing }) => Math.round(timing.startedMs ?? -1)),
    [0, 100, 200, 300],
  )
  assert.equal(clock.pendingTimers, 0)
})

test('a Retry-After pauses the whole named limit', async () => {
  const { clock, log, nap, engine } = lab()
  const limited = tool({
    name: 'limited',
    limit: 'api',
    execute: async () => {
      await sleep(clock, 5)
      throw Object.assign(new Error('slow down'), { status: 429, headers: { 'retry-after': '2' } })
    },
  })
  const run = engine([limited, nap('sibling', 10, { limit: 'api' }), nap('other', 10)], {
    limits: { api: { concurrency: 1 } },
  })
  await clock.run(run.execute(calls('limited', 'sibling', 'other')))
  assert.deepEqual(log, ['0 start other', '10 end other', '2005 start sibling', '2015 end sibling'])
})

test('a limit that does not exist is refused when the engine is made', () => {
  const { nap, engine } = lab()
  assert.throws(() => engine([nap('a', 1, { limit: 'crm' })]), /`limit` of tool "a".*"crm"/)
})

test('adaptive concurrency backs off when the service rejects', async () => {
  const { clock, engine } = lab()
  let running = 0
  const busy = tool({
    name: 'busy',
    execute: async () => {
      running += 1
      try {
        await sleep(clock, 10)
        if (running > 8) throw Object.assign(new Error('busy'), { status: 503 })
      } finally {
        running -= 1
      }
    },
  })
  const run = engine([busy], { concurrency: 'adaptive' })
  for (let round = 0; round < 20; round += 1) await clock.run(run.execute(many('busy', 40)))
  const { stats } = await clock.run(run.execute(many('busy', 40)))
  assert.ok(
    stats.peakConcurrency >= 6 && stats.peakConcurrency <= 13,
    `${stats.peakConcurrency} at once`,
  )
})

test('the retry budget stops a storm', async () => {
  const { clock, engine } = lab()
  let attempts = 0
  const down = tool({
    name: 'down',
    reads: [],
    retries: 5,
    execute: () => {
      attempts += 1
      throw Object.assign(new Error('down'), { status: 503 })
    },
  })
  const budget = { ratio: 0.1, minPerSecond: 1 }
  await clock.run(engine([down], { retryBudget: budget }).execute(many('down', 200)))
  assert.ok(attempts <= 200 + 20 + 10, `${attempts} attempts`)
  attempts = 0
  await clock.run(engine([down], { retryBudget: false }).execute(many('down', 200)))
  assert.equal(attempts, 1_200)
})
