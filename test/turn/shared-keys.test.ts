import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { FanfoldError, ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { memorySharedKeys } from '../../src/keys/memory-shared-keys.ts'
import type { KeyRequest, SharedKeys } from '../../src/keys/shared-keys.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import type { TurnReport } from '../../src/call/report/report.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { holdings } from '../../src/turn/holdings.ts'
import { sleep } from '../../src/util/clock.ts'

interface Lock extends SharedKeys {
  /** What was asked for, and given back. */
  readonly log: string[]
  /** Lets the holder know that it holds no longer. */
  lose(): void
}

/** One lock for all keys, first come, first served. */
function lock(): Lock {
  const log: string[] = []
  let token = 0
  let free: Promise<void> = Promise.resolve()
  let lost = new AbortController()
  return {
    name: 'a lock',
    log,
    lose: () => lost.abort(),
    async acquire({ owner, reads, writes }: KeyRequest) {
      log.push(`${owner} wants ${[...reads, ...writes].join()}`)
      const before = free
      const done = Promise.withResolvers<void>()
      free = done.promise
      await before
      token += 1
      lost = new AbortController()
      return {
        token,
        lost: lost.signal,
        release: async () => {
          log.push(`${owner} gives back`)
          done.resolve()
        },
      }
    },
    async close() {},
  }
}

const clock = virtualClock()
const call = (id: string, name = 'write') => ({ id, name, input: {} })

function writer(log: string[], ms = 10): AnyTool {
  return tool({
    name: 'write',
    writes: 'a',
    execute: async (_, { fencingToken, signal, turnId }) => {
      log.push(`${turnId} starts ${fencingToken}`)
      await sleep(clock, ms, signal)
      log.push(`${turnId} ends`)
    },
  }) as AnyTool
}

describe('G2: keys that engines share', () => {
  test('keep their conflicting calls apart, with a greater token for who comes later', async () => {
    const keys = lock()
    const log: string[] = []
    const engines = [1, 2].map(() =>
      createEngine({ tools: [writer(log)], clock, sharedKeys: keys }),
    )
    const reports = engines.map((engine, index) => engine.execute([call('c')], { id: `t${index}` }))
    const [first] = await clock.run(Promise.all(reports))
    assert.equal(first?.outcome, 'complete')
    assert.deepEqual(log, ['t0 starts 1', 't0 ends', 't1 starts 2', 't1 ends'])
    assert.equal(keys.log.filter((line) => line.endsWith('gives back')).length, 2)
  })

  test('are asked for by one call at a time, and not by who touches nothing', async () => {
    const keys = lock()
    const idle = tool({ name: 'idle', reads: [], execute: () => 'x' }) as AnyTool
    const engine = createEngine({ tools: [writer([]), idle], clock, sharedKeys: keys })
    const report = engine.execute([call('1'), call('2'), call('3', 'idle')], { id: 't' })
    await clock.advance(5)
    assert.deepEqual(keys.log, ['t:1 wants a'])
    const { results } = await clock.run(report)
    assert.deepEqual(keys.log, ['t:1 wants a', 't:1 gives back', 't:2 wants a', 't:2 gives back'])
    assert.equal(results[1]?.timing.waits.at(0)?.reason, 'conflict')
  })

  test('a call inside another does not ask for what that one holds', async () => {
    const keys = lock()
    const outer = tool({
      name: 'outer',
      writes: ['a', 'b'],
      execute: () => engine.execute([call('i')], { id: 'inner' }),
    }) as AnyTool
    const engine = createEngine({ tools: [writer([]), outer], clock, sharedKeys: keys })
    await clock.run(engine.execute([call('o', 'outer')], { id: 't' }))
    assert.deepEqual(keys.log, ['t:o wants a,b', 't:o gives back'])
  })

  for (const [what, namespace] of [
    ['an object of its own, which leads to the same', 'a lock'],
    ['the same in another engine', undefined],
  ] as const)
    test(`neither does it through ${what}`, async () => {
      const keys = lock()
      const around = { ...keys, namespace }
      const within = namespace === undefined ? around : { ...around }
      const inside = createEngine({ tools: [writer([])], clock, sharedKeys: within })
      const outer = tool({
        name: 'outer',
        writes: ['a', 'b'],
        execute: async () => (await inside.execute([call('i')], { id: 'inner' })).outcome,
      }) as AnyTool
      const engine = createEngine({ tools: [outer], clock, sharedKeys: around })
      const { results } = await clock.run(engine.execute([call('o', 'outer')], { id: 't' }))
      assert.equal(results[0]?.value, 'complete')
      assert.deepEqual(keys.log, ['t:o wants a,b', 't:o gives back'])
    })

  test('a call that needs more than the one around it holds is refused, and waits for nobody', async () => {
    const part = { reads: 'a/x' }
    const around = { 'a part': part, 'only for reading': { reads: 'a' }, both: { writes: 'a/x' } }
    for (const [what, keysAround] of Object.entries(around))
      for (const depth of [1, 2]) {
        const between = tool({
          name: 'between',
          reads: [],
          execute: async () => (await engine.execute([call('i')])).results[0]?.content,
        }) as AnyTool
        const outer = tool({
          name: 'outer',
          ...keysAround,
          execute: async () =>
            (await engine.execute([call('i', depth === 1 ? 'write' : 'between')])).results[0]
              ?.content,
        }) as AnyTool
        const engine = createEngine({
          tools: [writer([]), between, outer],
          clock,
          sharedKeys: memorySharedKeys(),
        })
        const { results } = await clock.run(engine.execute([call('o', 'outer')]))
        assert.match(String(results[0]?.value), /was not run: it needs "a".* Declare "a"/, what)
      }
  })

  test('a call whose lease is lost is told to stop', async () => {
    const keys = lock()
    const engine = createEngine({ tools: [writer([], 1_000)], clock, sharedKeys: keys })
    const report = engine.execute([call('c')])
    await clock.advance(5)
    keys.lose()
    const { results } = await clock.run(report)
    assert.equal(results[0]?.status, 'cancelled')
    assert.match(String(results[0]?.content), /Its lease of keys shared by a lock was lost/)
  })

  test('a call that is cancelled in line asks no more, and holds nothing', async () => {
    const keys = lock()
    const log: string[] = []
    // Two ways to one service, as two processes have them: engines with the same object have one line for it.
    const [a, b] = [keys, { ...keys }].map((sharedKeys) =>
      createEngine({ tools: [writer(log, 100)], clock, sharedKeys }),
    )
    const first = a?.execute([call('c')], { id: 'a' })
    const second = b?.turn({ id: 'b' })
    second?.commit([call('c')])
    await clock.advance(10)
    second?.cancel()
    const report = await clock.run(second!.report)
    assert.equal(report.results[0]?.status, 'cancelled')
    await clock.run(first!)
    await clock.advance(10)
    assert.deepEqual(log, ['a starts 1', 'a ends'])
    assert.equal(keys.log.at(-1), 'b:c gives back')
  })

  test('a service that fails is an answer', async () => {
    const keys: SharedKeys = {
      ...lock(),
      acquire: async () => {
        throw new FanfoldError('gone', { code: 'redis' })
      },
    }
    const engine = createEngine({ tools: [writer([])], clock, sharedKeys: keys })
    const { results } = await clock.run(engine.execute([call('c')]))
    assert.equal(results[0]?.error?.code, 'shared_keys')
    assert.match(String(results[0]?.content), /shared by a lock, which failed: gone/)
  })

  test('a circle through a lease is seen: what is left behind waits for the call around it, which needs its limit, or its key', async () => {
    for (const need of ['limit', 'key'] as const) {
      let attempts = 0
      const around = tool({
        name: 'around',
        reads: 'a',
        retries: 1,
        execute: async () => {
          attempts += 1
          if (attempts > 1) {
            const [result] = (await engine.execute([call('q', 'quick')])).results
            return result?.error?.code ?? result?.status
          }
          engine.turn().commit([call('l', 'left')])
          await sleep(clock, 1)
          throw new ToolError('busy', { retryAfterMs: 100 })
        },
      })
      const left = tool({
        name: 'left',
        reads: 'b',
        limit: 'one',
        execute: async () => {
          await sleep(clock, 50)
          log.push((await engine.execute([call('w', 'more')])).results[0]?.status ?? '')
        },
      })
      const log: string[] = []
      const needs = need === 'limit' ? { reads: [], limit: 'one' } : { reads: 'a' }
      const quick = tool({ name: 'quick', ...needs, execute: () => 'done' })
      const more = tool({ name: 'more', writes: 'a', execute: () => 'written' })
      const engine: Engine = createEngine({
        tools: [around, left, quick, more],
        clock,
        sharedKeys: memorySharedKeys(),
        limits: { one: { concurrency: 1 } },
      })
      const { results } = await clock.run(engine.execute([call('o', 'around')]))
      assert.deepEqual(
        [results[0]?.content, results[0]?.attempts],
        [need === 'limit' ? 'ok' : 'deadlock', 2],
      )
      await clock.runUntilIdle()
      assert.deepEqual(log, ['ok'])
      assert.deepEqual(
        Object.entries(holdings(engine)).filter(([, count]) => count !== 0),
        [],
      )
    }
  })

  test('what is left behind and claims its keys anew gives back the lease that it has', async () => {
    const order: string[] = []
    let left: Promise<TurnReport> | undefined
    const outer = tool({
      name: 'outer',
      writes: 'b',
      execute: async () => {
        left = engine.execute([call('i', 'inner')])
        await sleep(clock, 10)
      },
    })
    const both = (name: string) =>
      tool({ name, writes: ['a', 'b'], execute: () => void order.push(name) })
    const hold = tool({ name: 'hold', writes: 'a', execute: () => sleep(clock, 100) })
    const sharedKeys = memorySharedKeys()
    const engine: Engine = createEngine({
      tools: [outer, both('inner'), both('other')],
      clock,
      sharedKeys,
    })
    // As one in another process, which has no line in common with this one.
    const elsewhere = createEngine({ tools: [hold], clock, sharedKeys: { ...sharedKeys } })
    const reports = [elsewhere.execute([call('h', 'hold')])]
    await clock.advance(1)
    reports.push(engine.execute([call('o', 'outer')]))
    await clock.advance(5)
    reports.push(engine.execute([call('v', 'other')]))
    await clock.run(Promise.all(reports))
    const report = left && (await clock.run(left))
    assert.deepEqual(order, ['other', 'inner'])
    assert.equal(report?.results[0]?.status, 'ok')
    assert.deepEqual(
      Object.entries(holdings(engine)).filter(([, count]) => count !== 0),
      [],
    )
  })
})
