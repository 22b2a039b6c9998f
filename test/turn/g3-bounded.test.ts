import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool } from '../../src/call/tool.ts'
import { ToolError } from '../../src/call/errors/error.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { sleep } from '../../src/util/clock.ts'
import { calls, lab } from './lab.ts'

describe('G3: never more than `concurrency` attempts in flight', () => {
  test('in one turn and over several', async () => {
    const { clock, engine } = lab()
    let running = 0
    let most = 0
    const busy = tool({
      name: 'busy',
      execute: async () => {
        running += 1
        most = Math.max(most, running)
        await sleep(clock, 10)
        running -= 1
      },
    })
    const run = engine([busy], { concurrency: 4 })
    const many = Array<string>(25).fill('busy')
    await clock.run(Promise.all([run.execute(calls(...many)), run.execute(calls(...many))]))
    assert.equal(most, 4)
    // 50 calls of 10 ms over 4 slots, none of them idle: 13 rounds.
    assert.equal(clock.now(), 130)
  })

  test('the default is 16', async () => {
    const { clock, nap, engine } = lab()
    const run = engine([nap('nap', 10)])
    const report = await clock.run(run.execute(calls(...Array<string>(40).fill('nap'))))
    assert.equal(report.stats.peakConcurrency, 16)
  })

  test('a call in back-off holds no slot', async () => {
    const { clock, log, nap, engine } = lab()
    let tries = 0
    const flaky = tool({
      name: 'flaky',
      idempotent: true,
      retries: 1,
      execute: () => {
        tries += 1
        if (tries === 1) throw new ToolError('busy', { retryAfterMs: 100 })
        return 'at last'
      },
    })
    const run = engine([flaky, nap('other', 20)], { concurrency: 1 })
    const { results } = await clock.run(run.execute(calls('flaky', 'other')))
    assert.deepEqual(log, ['0 start other', '20 end other'])
    assert.equal(results[0]?.content, 'at last')
    assert.equal(results[0]?.attempts, 2)
    assert.equal(results[0]?.timing.waits.at(-1)?.reason, 'retry')
  })

  test('an 800-call turn does not starve a 3-call turn', async () => {
    const { clock, nap, engine } = lab()
    const run = engine([nap('nap', 10)], { concurrency: 8 })
    const big = run.execute(calls(...Array<string>(800).fill('nap')))
    await clock.advance(25)
    const small = run.execute(calls('nap', 'nap', 'nap'))
    const report = await clock.run(small)
    // Its calls take the next slots that fall free, at 30 ms, and end at 40 ms: it waits for 5 ms.
    assert.equal(report.stats.wallMs, 15)
    await clock.run(big)
  })

  test('a tool that runs a turn does not wait for its own slot, however deep', async () => {
    const { clock, nap, engine } = lab()
    const holder: { engine?: Engine } = {}
    const nested = tool({
      name: 'nested',
      execute: async (input: Record<string, unknown>) => {
        const depth = Number(input['depth'] ?? 0)
        const inner =
          depth === 0
            ? calls('leaf', 'leaf')
            : [
                { id: 'x', name: 'nested', input: { depth: depth - 1 } },
                { id: 'y', name: 'nested', input: { depth: depth - 1 } },
              ]
        const report = await holder.engine?.execute(inner)
        return report?.outcome
      },
    })
    holder.engine = engine([nested, nap('leaf', 10)], { concurrency: 1 })
    const outer = [
      { id: 'a', name: 'nested', input: { depth: 2 } },
      { id: 'b', name: 'nested', input: { depth: 2 } },
    ]
    const { results } = await clock.run(holder.engine.execute(outer))
    assert.deepEqual(
      results.map(({ value }) => value),
      ['complete', 'complete'],
    )
    // Two times eight leaves of 10 ms, never two at once.
    assert.equal(clock.now(), 160)
    // The slot came home: a further turn runs.
    const after = await clock.run(holder.engine.execute(calls('leaf')))
    assert.equal(after.outcome, 'complete')
  })

  test('a turn inside a call ends with the call', async () => {
    const { clock, log, nap, engine } = lab()
    const holder: { engine?: Engine } = {}
    const nested = tool({
      name: 'nested',
      timeoutMs: 50,
      execute: () => holder.engine?.execute(calls('leaf')),
    })
    holder.engine = engine([nested, nap('leaf', 1_000)])
    const { results } = await clock.run(holder.engine.execute(calls('nested')))
    assert.equal(results[0]?.status, 'timed-out')
    await clock.runUntilIdle()
    assert.deepEqual(log, ['0 start leaf', '50 abort leaf'])
  })
})
