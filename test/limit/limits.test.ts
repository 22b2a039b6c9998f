import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsageError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool, type ToolDefinition } from '../../src/call/tool.ts'
import { limitsOption, Limits, type LimitsOptions } from '../../src/limit/limits.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/lane.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import type { Clock } from '../../src/util/clock.ts'
import { Bench, names } from './harness.ts'

function make(name: string, options: Partial<ToolDefinition> = {}): AnyTool {
  return tool({ name, execute: () => name, ...options })
}

function inThread(name: string): AnyTool {
  return tool({ name, runsIn: 'thread', module: 'file:///a.ts', limit: 'crm' })
}

function setUp(options?: LimitsOptions, clock: Clock = virtualClock()) {
  const bench = new Bench(new Semaphore('slots', 9), clock)
  const threads = new Semaphore('threads', 2)
  return { bench, threads, limits: new Limits(options, clock, bench.slots, () => threads) }
}

test('tools with the same limits share a lane, in whatever order they name them', () => {
  const tools = [
    make('plain'),
    make('also plain'),
    make('one', { limit: 'crm' }),
    make('list', { limit: ['crm'] }),
    make('twice', { limit: ['crm', 'crm'] }),
    make('both', { limit: ['crm', 'web'] }),
    make('both reversed', { limit: ['web', 'crm'] }),
  ]
  const { bench, limits } = setUp({ crm: { concurrency: 1 }, web: {} })
  const [plain, alsoPlain, one, list, twice, both, reversed] = tools.map((one) =>
    limits.laneOf(one),
  )
  assert.equal(plain, alsoPlain)
  assert.equal(one, list)
  assert.equal(one, twice)
  assert.equal(both, reversed)
  assert.equal(new Set([plain, one, both]).size, 3)
  assert.deepEqual(plain?.gates, [bench.slots])
  assert.equal(both?.gates.at(-1), bench.slots)
  assert.equal(limits.laneOf(tools[0] as AnyTool), plain)
})

test('a limit is one for all tools that name it', () => {
  const [a, b] = [make('a', { limit: 'crm' }), make('b', { limit: ['crm', 'web'] })]
  const { bench, limits } = setUp({ crm: { concurrency: 2 }, web: {} })
  bench.add(new Share(), limits.laneOf(a), ...names('a', 2))
  const [waits] = bench.add(new Share(), limits.laneOf(b), 'b1')
  assert.equal(bench.running.size, 2)
  assert.equal(waits && bench.limiter.closedGate(waits)?.name, 'crm: concurrency')
  bench.endAll()
  assert.equal(bench.started.length, 3)
})

test("a tool's own cap holds beside its limits, and is its own", () => {
  const [a, b] = ['a', 'b'].map((name) => make(name, { limit: 'crm', concurrency: 1 }))
  const { bench, limits } = setUp({ crm: { concurrency: 5 } })
  for (const capped of [a, b] as AnyTool[])
    bench.add(new Share(), limits.laneOf(capped), ...names(capped.name, 3))
  assert.deepEqual(bench.started, ['a1', 'b1'])
  bench.endAll()
  assert.equal(bench.started.length, 6)
})

test('tools that run in threads wait for a thread, too', () => {
  const [a, b] = [inThread('a'), inThread('b')]
  const { bench, threads, limits } = setUp({ crm: {} })
  assert.equal(limits.laneOf(a), limits.laneOf(b))
  assert.notEqual(limits.laneOf(a), limits.laneOf(make('c', { limit: 'crm' })))
  bench.add(new Share(), limits.laneOf(a), ...names('a', 3))
  assert.deepEqual([bench.started, threads.taken], [['a1', 'a2'], 2])
})

test('what is held of all named limits and slots is counted', () => {
  const [a, b] = [make('a', { limit: ['crm', 'web'] }), make('b')]
  const { bench, limits } = setUp({
    crm: { concurrency: 2 },
    web: { concurrency: 3, perSecond: 9 },
  })
  assert.equal(limits.taken(), 0)
  bench.add(new Share(), limits.laneOf(a), 'a')
  assert.equal(limits.taken(), 3)
  bench.add(new Share(), limits.laneOf(b), 'b')
  assert.equal(limits.taken(), 4)
  bench.endAll()
  assert.equal(limits.taken(), 0)
})

test('the pauses of a tool are those of its limits, once each', () => {
  const { limits } = setUp({ crm: {}, web: {}, mail: {} })
  const [all, crm] = [make('all', { limit: ['web', 'crm', 'web'] }), make('crm', { limit: 'crm' })]
  assert.equal(limits.laneOf(all).pauses.length, 2)
  assert.equal(limits.laneOf(crm).pauses[0], limits.laneOf(all).pauses[0])
  assert.deepEqual(limits.laneOf(make('plain')).pauses, [])
})

test('a rate is kept to in time', async () => {
  const clock = virtualClock()
  const capped = make('capped', { limit: 'crm' })
  const { bench, limits } = setUp({ crm: { perSecond: 2, burst: 2 } }, clock)
  bench.add(new Share(), limits.laneOf(capped), ...names('a', 4))
  await clock.runUntilIdle()
  assert.deepEqual(bench.times, [0, 0, 500, 1_000])
})

test('a pause keeps back the whole limit and nobody else', async () => {
  const clock = virtualClock()
  const [a, b, c] = [
    make('a', { limit: ['crm', 'web'] }),
    make('b', { limit: 'web' }),
    make('c', { limit: 'mail' }),
  ]
  const { bench, limits } = setUp({ crm: {}, web: {}, mail: {} }, clock)
  const [crm, web] = limits.laneOf(a).pauses
  crm?.until(300)
  for (const one of [a, b, c]) bench.add(new Share(), limits.laneOf(one), one.name)
  assert.deepEqual(bench.started, ['b', 'c'])
  for (const pause of [crm, web]) pause?.until(500)
  bench.add(new Share(), limits.laneOf(b), 'b2')
  bench.add(new Share(), limits.laneOf(c), 'c2')
  await clock.runUntilIdle()
  assert.deepEqual(bench.started, ['b', 'c', 'c2', 'a', 'b2'])
  assert.deepEqual(bench.times.slice(3), [500, 500])
})

test('a tool that names a limit that does not exist is told which do', () => {
  const stray = make('stray', { limit: 'crn' })
  const { limits } = setUp({ crm: {}, web: {} })
  assert.throws(() => limits.laneOf(stray), {
    constructor: UsageError,
    message:
      'Expected `limit` of tool "stray" to be one of the engine\'s `limits`, which are "crm", "web", got "crn".',
  })
  assert.throws(() => setUp().limits.laneOf(stray), /which has none, got "crn"/)
})

test('a name that objects inherit is a name like any other', () => {
  const odd = make('odd', { limit: ['__proto__', 'constructor'] })
  assert.throws(() => setUp({}).limits.laneOf(odd), UsageError)
  const options = JSON.parse(
    '{"__proto__": {"concurrency": 1}, "constructor": {}}',
  ) as LimitsOptions
  assert.equal(setUp(options).limits.laneOf(odd).scarce.length, 1)
  assert.equal(setUp(options).limits.laneOf(odd).pauses.length, 2)
})

test('wrong options are said to be wrong, and where', () => {
  const wrong: [unknown, RegExp][] = [
    ['crm', /Expected `limits` to be an object, got "crm"/],
    [[], /Expected `limits` to be an object, got an array/],
    [{ crm: 4 }, /Expected `limits\.crm` to be \{ concurrency, .* \}, got `4`/],
    [{ crm: { concurrency: 0 } }, /`limits\.crm\.concurrency` to be a positive integer, got `0`/],
    [{ crm: { perSecond: 0 } }, /`limits\.crm\.perSecond` to be a number above 0, got `0`/],
    [{ crm: { perSecond: Infinity } }, /`limits\.crm\.perSecond`/],
    [{ crm: { perSecond: 1, burst: 0.5 } }, /`limits\.crm\.burst`/],
    [{ crm: { burst: 2 } }, /Expected `limits\.crm\.perSecond` beside `burst`/],
    [{ crm: { perMinute: 2 } }, /concurrency, perSecond, burst, breaker, got `perMinute`/],
  ]
  for (const [options, message] of wrong)
    assert.throws(() => limitsOption(options, 'limits', ''), { constructor: UsageError, message })
})

test("a tool's own options are checked where it is declared", () => {
  const wrong: [Partial<ToolDefinition>, RegExp][] = [
    [{ limit: '' }, /`limit` of tool "t" to be the name of a limit, or an array of names, got ""/],
    [{ limit: 3 as never }, /`limit` of tool "t"/],
    [{ limit: ['crm', 4] as never }, /`limit` of tool "t"/],
    [{ concurrency: 0 }, /`concurrency` of tool "t" to be a positive integer, got `0`/],
  ]
  for (const [options, message] of wrong)
    assert.throws(() => make('t', options), { constructor: UsageError, message })
})
