import assert from 'node:assert/strict'
import { describe } from 'node:test'
import * as fc from 'fast-check'
import { ToolError } from '../../../src/call/errors/error.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import {
  call,
  codes,
  engineOf,
  execute,
  finish,
  make,
  nothingHeld,
  type Input,
  test,
} from './kit.ts'
import { cases } from '../../support/cases.ts'

const longMs = 300_000

interface World {
  readonly clock: VirtualClock
  /** Where the outer calls run, and where what is inside them runs. */
  readonly engine: Engine
  readonly inner: Engine
}

/** An outer tool of a time-out of 50 ms, whose body is given; and inner tools that wait, each for another reason. */
function makeWorld(
  outer: (world: World, input: Input) => Promise<unknown>,
  { concurrency = 1, engines = 1, outerOptions = { timeoutMs: 50 } as object } = {},
): World {
  const clock = virtualClock()
  const holder: { world?: World } = {}
  const tools = [
    make('outer', (input) => outer(holder.world as World, input), outerOptions),
    make('work', async (input) => sleep(clock, Number(input['ms'] ?? 5))),
    make('asked', () => sleep(clock, 1), { needsApproval: true }),
    make('write', () => sleep(clock, 1), { writes: 'doc' }),
    make('hold', (input) => sleep(clock, Number(input['ms'])), { writes: 'doc' }),
    make('limited', () => sleep(clock, 1), { limit: 'crm' }),
    make('hog', (input) => sleep(clock, Number(input['ms'])), { limit: 'crm' }),
    make('look', () => sleep(clock, 1), { reads: 'x', limit: 'slow', coalesce: true }),
    make('rated', () => sleep(clock, 1), { limit: 'slow' }),
    make(
      'flaky',
      (input, { attempt }) => {
        if (attempt === 1) throw new ToolError('busy', { retryAfterMs: Number(input['ms']) })
        return 'at last'
      },
      { reads: [], retries: 1 },
    ),
    make('checked', () => sleep(clock, 1), {
      inputSchema: {
        '~standard': {
          version: 1,
          vendor: 'test',
          jsonSchema: { input: () => ({}) },
          validate: async (value: Input) => {
            await sleep(clock, Number(value['ms']))
            return { value }
          },
        },
      },
    }),
    make('through', async (input) => {
      const { world } = holder
      const { results } = await (world as World).inner.execute([
        call('i', String(input['name']), input['input'] as Input),
      ])
      return results[0]?.status
    }),
  ]
  const options = {
    concurrency,
    timeoutMs: 10_000_000,
    limits: { crm: { concurrency: 1 }, slow: { perSecond: 1 / 300, burst: 1 } },
    maxRetryAfterMs: 10_000_000,
    approve: async ({ call: { input } }: { call: { input: unknown } }) => {
      await sleep(clock, Number((input as Input)['ms']))
      return 'allow' as const
    },
  }
  const engine = engineOf(clock, tools, options)
  const inner = engines === 1 ? engine : engineOf(clock, tools, options)
  holder.world = { clock, engine, inner }
  return holder.world
}

/** What an inner call waits for: how that is made to last, and the call that waits. */
const reasons: Record<string, { before?: (inner: Engine, ms: number) => unknown; name: string }> = {
  'a person': { name: 'asked' },
  'a key': { name: 'write', before: (inner, ms) => inner.execute([call('h', 'hold', { ms })]) },
  'a named limit': {
    name: 'limited',
    before: (inner, ms) => inner.execute([call('h', 'hog', { ms })]),
  },
  'a rate': { name: 'rated', before: (inner) => inner.execute([call('h', 'rated')]) },
  'a retry': { name: 'flaky' },
  'a schema': { name: 'checked' },
  'a call that shares its result': {
    name: 'look',
    before: (inner) => inner.execute([call('h', 'rated'), call('l', 'look')]),
  },
}

describe('K5: who only waits inside is not at work', () => {
  for (const [name, reason] of Object.entries(reasons))
    for (const engines of [1, 2])
      for (const depth of [1, 2, 3])
        test(`a time-out of 50 ms stands while a call ${depth} deep waits 300 s for ${name}, ${engines === 1 ? 'in its engine' : 'in another engine'}`, async () => {
          const world = makeWorld(
            async ({ inner }) => {
              let wrapped = call('i', reason.name, { ms: longMs })
              for (let left = depth; left > 1; left -= 1)
                wrapped = call('t', 'through', { name: wrapped.name, input: wrapped.input })
              const { results } = await inner.execute([wrapped])
              return results[0]?.value ?? results[0]?.status
            },
            { engines, concurrency: 3 },
          )
          void reason.before?.(world.inner, longMs)
          const { results } = await world.clock.run(world.engine.execute([call('c', 'outer')]))
          assert.equal(codes(results), 'c ok', String(results[0]?.content))
          assert.ok(world.clock.now() >= longMs - 1, `it took only ${world.clock.now()} ms`)
          await world.clock.runUntilIdle()
          await nothingHeld(world.clock, world.engine, world.inner)
        })

  /** What a body does one after another: works, has a call worked inside, or has one wait inside. */
  const segment = fc.record({
    kind: fc.constantFrom('own', 'inner', 'wait', 'both', 'retry', 'deep'),
    ms: fc.integer({ min: 1, max: 40 }),
  })
  test('any course of work and waits times out exactly when its own work and that inside it come to the time-out', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(segment, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 2 }),
        async (segments, engines) => {
          const timeoutMs = 50.5
          const world = makeWorld(
            async ({ clock, inner }) => {
              for (const { kind, ms } of segments)
                if (kind === 'own') await sleep(clock, ms)
                else
                  await inner.execute(
                    kind === 'inner'
                      ? [call('i', 'work', { ms })]
                      : kind === 'wait'
                        ? [call('i', 'asked', { ms: ms * 1_000 })]
                        : kind === 'retry'
                          ? [call('i', 'flaky', { ms: ms * 1_000 })]
                          : kind === 'both'
                            ? [call('i', 'asked', { ms: ms * 1_000 }), call('w', 'work', { ms })]
                            : [
                                call('t', 'through', {
                                  name: 'asked',
                                  input: { ms: ms * 1_000 },
                                }),
                              ],
                  )
            },
            { engines, outerOptions: { timeoutMs }, concurrency: 3 },
          )
          const busy = { own: 1, inner: 1, both: 1, wait: 0, retry: 0, deep: 0 }
          // A call that was allowed works for 1 ms.
          const after = { own: 0, inner: 0, both: 1, wait: 1, retry: 0, deep: 1 }
          const atWork = segments.reduce(
            (sum, { kind, ms }) => sum + ms * busy[kind] + after[kind],
            0,
          )
          const { results } = await world.clock.run(world.engine.execute([call('c', 'outer')]))
          const told = results[0]?.error?.code ?? results[0]?.status
          assert.equal(told, atWork > timeoutMs ? 'timeout' : 'ok', `${atWork} ms at work`)
          await world.clock.runUntilIdle()
          await nothingHeld(world.clock, world.engine, world.inner)
        },
      ),
      { numRuns: cases(200) },
    )
  })

  test('while a call inside is at work, the time-out goes on, however deep it is', async () => {
    for (const engines of [1, 2])
      for (const depth of [1, 2, 3]) {
        const world = makeWorld(
          ({ inner }) => {
            let wrapped = call('i', 'work', { ms: 100 })
            for (let left = depth; left > 1; left -= 1)
              wrapped = call('t', 'through', { name: wrapped.name, input: wrapped.input })
            return inner.execute([wrapped])
          },
          { engines, concurrency: 4 },
        )
        const report = world.engine.execute([call('c', 'outer')])
        const { results } = await world.clock.run(report)
        assert.equal(results[0]?.error?.code, 'timeout', `${depth} deep`)
        await world.clock.runUntilIdle()
        assert.ok(world.clock.now() < 2_000)
      }
  })

  test('a turn inside that is not committed is no wait: the body is at work on it', async () => {
    const world = makeWorld(async ({ clock, inner }) => {
      const turn = inner.turn()
      turn.add(call('i', 'asked', { ms: longMs }))
      await sleep(clock, 1_000)
      turn.commit()
      await turn.report
    })
    const { results } = await world.clock.run(world.engine.execute([call('c', 'outer')]))
    assert.equal(results[0]?.error?.code, 'timeout')
    await world.clock.runUntilIdle()
    await nothingHeld(world.clock, world.engine)
  })

  for (const [name, reason] of Object.entries(reasons))
    for (const depth of [1, 2])
      test(`calls ${depth} deep that wait for ${name} hold no slot of those around them`, async () => {
        const world = makeWorld(
          async ({ inner }) => {
            let wrapped = call('i', reason.name, { ms: longMs })
            if (depth > 1)
              wrapped = call('t', 'through', { name: wrapped.name, input: wrapped.input })
            return (await inner.execute([wrapped])).outcome
          },
          // What is waited for has a slot to itself.
          { concurrency: reason.before === undefined ? 1 : 2 },
        )
        void reason.before?.(world.inner, longMs)
        const agents = world.engine.execute([1, 2, 3, 4].map((n) => call(`c${n}`, 'outer')))
        await world.clock.advance(100)
        const began = world.clock.now()
        const beside = await world.clock.run(execute(world.engine, ['work', 'work', 'work']))
        assert.equal(beside.outcome, 'complete')
        assert.ok(world.clock.now() - began <= 15, `waited ${world.clock.now() - began} ms`)
        const { results } = await world.clock.run(agents)
        assert.deepEqual(
          results.map(({ value }) => value),
          Array(4).fill('complete'),
        )
        await world.clock.runUntilIdle()
        await nothingHeld(world.clock, world.engine)
      })

  test('four in line for one key, 50 s each, all end well under a time-out of 120 s', async () => {
    const clock = virtualClock()
    const holder: { engine?: Engine } = {}
    const engine = (holder.engine = engineOf(clock, [
      make('agent', async () => (await execute(holder.engine as Engine, ['edit'])).outcome),
      make('edit', () => sleep(clock, 50_000), { writes: 'doc' }),
    ]))
    const report = await finish(clock, execute(engine, Array(4).fill('agent')), 200_000, engine)
    assert.deepEqual(
      report.results.map(({ value }) => value),
      Array(4).fill('complete'),
    )
  })

  test('it goes on only with a slot of its own: never more are at work than there are slots', async () => {
    for (const concurrency of [1, 2, 3]) {
      let working = 0
      let most = 0
      const clock = virtualClock()
      const holder: { engine?: Engine } = {}
      const work = async (ms: number): Promise<void> => {
        working += 1
        most = Math.max(most, working)
        await sleep(clock, ms)
        working -= 1
      }
      const engine = (holder.engine = engineOf(
        clock,
        [
          make('agent', async (input) => {
            await work(3)
            await holder.engine?.execute([call('i', 'asked', input)])
            await work(3)
          }),
          make('asked', () => work(2), { needsApproval: true }),
          make('plain', () => work(7)),
        ],
        {
          concurrency,
          approve: async ({ call: { input } }: { call: { input: unknown } }) => {
            await sleep(clock, Number((input as Input)['ms']))
            return 'allow' as const
          },
        },
      ))
      const agents = engine.execute(
        [1, 2, 3, 4, 5].map((n) => call(`c${n}`, 'agent', { ms: n * 6 })),
      )
      const plain = execute(engine, Array(20).fill('plain'))
      await finish(clock, Promise.all([agents, plain]), 1_000, engine)
      assert.equal(most, concurrency)
    }
  })

  test('it keeps what is not its engine’s slots: the permits of named limits and of its tool', async () => {
    for (const options of [{ limit: 'crm' }, { concurrency: 1 }]) {
      const world = makeWorld(({ inner }) => inner.execute([call('i', 'asked', { ms: 1_000 })]), {
        concurrency: 4,
        outerOptions: { timeoutMs: 50, ...options },
      })
      const { results } = await world.clock.run(
        world.engine.execute([call('c1', 'outer'), call('c2', 'outer')]),
      )
      assert.equal(codes(results), 'c1 ok, c2 ok')
      assert.ok((results[1]?.timing.startedMs ?? 0) >= 1_000, 'the second began beside the first')
    }
  })

  test('what waits inside can be stopped at any moment, and nothing is left', async () => {
    for (const [name, reason] of Object.entries(reasons))
      for (const end of ['cancel', 'deadline', 'signal'] as const) {
        const world = makeWorld(
          ({ inner }) => inner.execute([call('i', reason.name, { ms: longMs })]),
          {
            concurrency: 2,
          },
        )
        void reason.before?.(world.inner, 400)
        const abort = new AbortController()
        const turn = world.engine.turn({
          signal: abort.signal,
          ...(end === 'deadline' && { deadlineMs: 200 }),
        })
        turn.commit([call('c', 'outer')])
        await world.clock.advance(200)
        if (end === 'cancel') turn.cancel()
        if (end === 'signal') abort.abort(new Error('enough'))
        const { results } = await world.clock.run(turn.report)
        assert.ok(world.clock.now() <= 1_300, `${name}, ${end}: ${world.clock.now()} ms`)
        assert.match(String(results[0]?.status), /^(cancelled|timed-out)$/, `${name}, ${end}`)
        await world.clock.runUntilIdle()
        await nothingHeld(world.clock, world.engine)
      }
  })
})

test('K5: a call that was told to stop lends its limits no more: nobody works beside what it still does', async () => {
  const clock = virtualClock()
  const log: string[] = []
  const note = (what: string): void => void log.push(`${clock.now()} ${what}`)
  const left: Promise<unknown>[] = []
  const outer = make(
    'outer',
    async () => {
      await engine.execute([call('1', 'leaves'), call('2', 'long')])
      note('outer cleans up')
      await sleep(clock, 10)
      note('outer ends')
    },
    { limit: 'crm', writes: 'x', timeoutMs: 20 },
  )
  const leaves = make(
    'leaves',
    () => {
      const turn = engine.turn()
      left.push(turn.report)
      void sleep(clock, 5).then(() => turn.commit([call('3', 'late')]))
    },
    { reads: [] },
  )
  const long = make('long', (_, { signal }) => sleep(clock, 1_000, signal), { reads: 'y' })
  const late = make('late', () => note('late starts'), { limit: 'crm', writes: 'y' })
  const engine: Engine = engineOf(clock, [outer, leaves, long, late], {
    limits: { crm: { concurrency: 1 } },
    graceMs: 40,
  })
  const all = engine.execute([call('0', 'outer')]).then(() => Promise.all(left))
  await finish(clock, all, 100, engine)
  assert.deepEqual(log, ['20 outer cleans up', '30 outer ends', '30 late starts'])
})
