import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Engine } from '../../../src/turn/contract.ts'
import type { TurnReport } from '../../../src/call/report/report.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, codes, engineOf, finish, make, test } from './kit.ts'

/** An engine whose tools begin turns, and wait for them or leave them behind. */
function world(options = {}) {
  const clock = virtualClock()
  const inner: Promise<TurnReport>[] = []
  let engine: Engine | undefined
  /** Begins a turn of one call, which may come later. */
  const begin = async (name: string, afterMs = 0): Promise<void> => {
    const turn = (engine as Engine).turn()
    inner.push(turn.report)
    if (afterMs > 0) await sleep(clock, afterMs)
    turn.commit([call(name, name)])
    await turn.report
  }
  const awaits = (name: string, inside: string, more = {}, { afterMs = 0, restMs = 0 } = {}) =>
    make(
      name,
      async () => {
        await begin(inside, afterMs)
        await sleep(clock, restMs)
      },
      more,
    )
  const leaves = (name: string, inside: string, more = {}, afterMs = 0) =>
    make(
      name,
      async () => {
        void begin(inside, afterMs)
        await sleep(clock, 1)
      },
      more,
    )
  const naps = (name: string, more = {}) => make(name, () => sleep(clock, 5), more)
  const run = async (tools: Parameters<typeof engineOf>[1], ...names: string[]) => {
    engine = engineOf(clock, tools, options)
    const all = async (): Promise<TurnReport[]> => {
      const turns = names.map((name) => (engine as Engine).execute([call(name, name)]))
      const reports = await Promise.all(turns)
      // Those in there may begin others.
      for (const report of inner) reports.push(await report)
      return reports
    }
    const reports = await finish(clock, all(), 1_000, engine)
    return codes(reports.flatMap(({ results }) => results))
  }
  return { awaits, leaves, naps, run }
}

describe('K2: calls that a returned attempt left behind', () => {
  test('nobody waits for them, so that there is no circle through the call around them', async () => {
    const { awaits, leaves, naps, run } = world()
    const tools = [
      // Ends by itself: it does not wait for what the call inside it has left behind.
      awaits('holds b', 'leaver', { writes: 'b' }, { restMs: 30 }),
      leaves('leaver', 'late', { writes: [] }, 4),
      naps('late', { writes: 'a' }),
      awaits('holds a', 'wants b', { writes: 'a' }),
      naps('wants b', { writes: 'b' }),
    ]
    assert.equal(
      await run(tools, 'holds b', 'holds a'),
      'holds b ok, holds a ok, leaver ok, late ok, wants b ok',
    )
  })

  test('a call that returns, and whose keys are kept for them, may close a circle: one of it is told so', async () => {
    const { awaits, leaves, naps, run } = world()
    const tools = [
      // Once it returns it keeps `a` for a call that waits for `b`, whose holder waits for `a`.
      awaits('keeps a', 'leaver', { writes: 'a' }, { restMs: 5 }),
      leaves('leaver', 'at work on a', { writes: [] }),
      awaits('at work on a', 'wants b', { writes: 'a/x' }),
      naps('wants b', { writes: 'b' }),
      awaits('holds b', 'wants a', { writes: 'b' }, { afterMs: 3 }),
      naps('wants a', { writes: 'a/y' }),
    ]
    for (const order of [
      ['holds b', 'keeps a'],
      ['keeps a', 'holds b'],
    ]) {
      const told = await run(tools, ...order)
      assert.equal(told.match(/deadlock/g)?.length, 1, told)
    }
  })

  test('a circle that then closes through one who only came first is broken, wherever in it that one stands', async () => {
    const { awaits, leaves, naps, run } = world()
    const tools = [
      awaits('keeps b', 'leaver', { reads: 'b' }, { restMs: 5 }),
      leaves('leaver', 'at work on b'),
      // Waits for the stranger, who has nothing, and waits for `b` while that is kept for the call around this one.
      awaits('at work on b', 'wants a', { reads: 'b' }, { afterMs: 3 }),
      naps('wants a', { writes: 'a' }),
      naps('stranger', { reads: 'a', writes: 'b' }),
    ]
    assert.equal(
      await run(tools, 'keeps b', 'stranger'),
      'keeps b ok, stranger ok, leaver ok, at work on b ok, wants a ok',
    )
  })

  test('what is kept for them is kept by the engine of who held it, whatever engine ends last', async () => {
    const clock = virtualClock()
    const log: string[] = []
    const engines: { a?: Engine; b?: Engine } = {}
    const within = (name: string, engine: 'a' | 'b', inside: string, ms: number) =>
      make(
        name,
        async () => {
          const report = engines[engine]?.execute([call(inside, inside)])
          await Promise.race([report, sleep(clock, ms)])
        },
        { writes: name },
      )
    const deaf = make(
      'deaf',
      async () => {
        await sleep(clock, 20)
        log.push(`deaf ends at ${clock.now()}`)
      },
      { writes: 'outer/doc' },
    )
    const write = make('write', () => void log.push(`write at ${clock.now()}`), {
      writes: 'outer',
    })
    const outer = within('outer', 'b', 'middle', 6)
    engines.a = engineOf(clock, [outer, deaf, write])
    // It outlives the call around it, and is outlived by the one inside it.
    engines.b = engineOf(clock, [within('middle', 'a', 'deaf', 8)])
    const turn = engines.a.turn()
    turn.commit([call('o', 'outer')])
    await clock.advance(5)
    turn.cancel()
    const late = engines.a.execute([call('w', 'write')])
    await finish(clock, Promise.all([turn.report, late]), 100, engines.a, engines.b)
    assert.deepEqual(log, ['deaf ends at 20', 'write at 20'])
  })

  test('a limit is lent to them by who waits for the keys that are kept for them', async () => {
    const { awaits, leaves, naps, run } = world({ limits: { one: { concurrency: 1 } } })
    const tools = [
      leaves('keeps a', 'at work on a', { writes: 'a' }),
      naps('at work on a', { reads: 'a/x', limit: 'one' }),
      awaits('holds the limit', 'wants a', { reads: 'c', limit: 'one' }, { afterMs: 3 }),
      naps('wants a', { writes: 'a/y' }),
    ]
    assert.doesNotMatch(await run(tools, 'holds the limit', 'keeps a'), /failed|timed-out|deadlock/)
  })
})
