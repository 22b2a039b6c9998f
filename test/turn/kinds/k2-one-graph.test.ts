import assert from 'node:assert/strict'
import { describe } from 'node:test'
import * as fc from 'fast-check'
import type { Engine } from '../../../src/turn/contract.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { lab } from '../lab.ts'
import { call, codes, engineOf, execute, finish, make, nothingHeld, test } from './kit.ts'
import { nestingPlans, type Node } from './nesting-plan.ts'
import { play } from './nesting-world.ts'
import { cases } from '../../support/cases.ts'

const runs = { numRuns: cases(400), interruptAfterTimeLimit: 90_000 }

describe('K2: one graph of who waits for whom, whatever nests in what', () => {
  test('every nesting whose keys are in order ends, all of it ok, never slower than one by one', async () => {
    await fc.assert(
      fc.asyncProperty(nestingPlans('in order'), async (plan) => {
        const { clock, engines, results, faults, serialMs } = await play(plan)
        assert.deepEqual(faults, [])
        const bad = results.filter(({ status }) => status !== 'ok')
        assert.equal(codes(bad), '')
        assert.ok(
          clock.now() <= serialMs,
          `took ${clock.now()} ms, one by one it is ${serialMs} ms`,
        )
        await nothingHeld(clock, ...engines)
      }),
      runs,
    )
  })

  test('of any nesting only calls in a true cycle of keys are given up, and all others are ok', async () => {
    await fc.assert(
      fc.asyncProperty(nestingPlans('as they come'), async (plan) => {
        const { clock, engines, results, faults, serialMs } = await play(plan)
        assert.deepEqual(faults, [])
        const bad = results.filter(
          ({ status, error }) => status !== 'ok' && error?.code !== 'deadlock',
        )
        assert.equal(codes(bad), '')
        assert.ok(
          clock.now() <= serialMs,
          `took ${clock.now()} ms, one by one it is ${serialMs} ms`,
        )
        await nothingHeld(clock, ...engines)
      }),
      runs,
    )
  })

  test('two engines of one slot each do not wait for each other, whichever calls they have inside', async () => {
    const node = (more: Partial<Node> = {}): Node => ({
      ms: 1,
      limit: 'none',
      keys: [],
      turns: [],
      writes: false,
      own: false,
      coalesce: false,
      approval: false,
      together: false,
      ...more,
    })
    const inside = (engine: number, ...nodes: Node[]) => [{ engine, nodes }]
    const deep = node({ limit: 'disk', keys: ['k1'] })
    const first = node({
      turns: inside(0, node({ turns: inside(0, node({ turns: inside(0, deep) })) })),
    })
    const written = node({ turns: inside(0, node({ writes: true, keys: ['k1'] })) })
    const turns = inside(1, node({ turns: inside(1, written) }))
    const { results } = await play({
      engines: Array.from({ length: 2 }, () => ({ concurrency: 1, limit: 1 })),
      turns: [
        { atMs: 0, engine: 1, nodes: [first] },
        { atMs: 0, engine: 0, nodes: [node(), node({ limit: 'both', turns })] },
      ],
    })
    assert.ok(results.every(({ status }) => status === 'ok'))
  })

  test('engines in each other, in a ring of one to three and up to four rounds deep, at a concurrency of 1', async () => {
    for (const ring of [1, 2, 3])
      for (const depth of [1, 2, 3, 4, 8])
        for (const wide of [1, 2]) {
          const clock = virtualClock()
          const engines: Engine[] = []
          const dig = make('dig', async (input) => {
            const left = Number(input['left'])
            await sleep(clock, 5)
            if (left === 0) return 'bottom'
            const inner = engines[left % ring] as Engine
            const calls = Array.from({ length: left > 3 ? 1 : wide }, (_, n) =>
              call(`d${n}`, 'dig', { left: left - 1 }),
            )
            const { outcome } = await inner.execute(calls)
            return outcome
          })
          for (let n = 0; n < ring; n += 1) engines.push(engineOf(clock, [dig], { concurrency: 1 }))
          const first = engines[0] as Engine
          const both = Promise.all(
            [1, 2].map((n) => first.execute([call(`${n}`, 'dig', { left: depth })])),
          )
          const reports = await finish(clock, both, 2_000, ...engines)
          for (const { results } of reports)
            assert.equal(
              results[0]?.value,
              'complete',
              `ring of ${ring}, ${depth} deep: ${codes(results)}`,
            )
        }
  })

  /** What the first call holds while its inner call needs the other; and the second the other way round. */
  const resources = {
    'a named limit': { options: { limit: 'crm' } },
    'another named limit': { options: { limit: 'disk' } },
    'a concurrency of its own': { options: { concurrency: 1 }, oneTool: true },
    'a slot of another engine': { options: {}, engine: 1 },
    'a key': { options: { writes: 'k' } },
  } as const
  type Resource = { options: object; oneTool?: boolean; engine?: number }

  for (const [left, one] of Object.entries(resources) as [string, Resource][])
    for (const [right, two] of Object.entries(resources) as [string, Resource][])
      test(`crossed: one holds ${left} and needs ${right} inside, one the other way round`, async () => {
        const { clock, engines, both } = crossed(one, two)
        const keysAlone = left === 'a key' && right === 'a key'
        const reports = await finish(clock, both(), 1_000, ...engines)
        for (const { results } of reports)
          assert.equal(codes(results), 'c ok', keysAlone ? 'one key, twice over' : '')
        assert.deepEqual(
          reports.map(({ results }) => results[0]?.value),
          ['complete', 'complete'],
        )
      })

  function crossed(one: Resource, two: Resource) {
    const clock = virtualClock()
    const limits = { crm: { concurrency: 1 }, disk: { concurrency: 1 } }
    const engines: Engine[] = []
    const at = ({ engine = 0 }: Resource): Engine => engines[engine] as Engine
    /** One tool for each resource: as the outer call it runs the other one inside. */
    const maker = (name: string, own: Resource, other: string, of: Resource) =>
      make(
        name,
        async (input) => {
          await sleep(clock, 5)
          if (input['leaf'] === true) return 'leaf'
          const { outcome } = await at(of).execute([call('i', other, { leaf: true })])
          await sleep(clock, 5)
          return outcome
        },
        own.options,
      )
    const tools = [maker('one', one, 'two', two), maker('two', two, 'one', one)]
    engines.push(
      engineOf(clock, tools, { limits, concurrency: 4 }),
      engineOf(clock, tools, { limits, concurrency: 1 }),
    )
    const both = () =>
      Promise.all([at(one).execute([call('c', 'one')]), at(two).execute([call('c', 'two')])])
    return { clock, engines, both }
  }

  test('keys crossed: of two calls that hold what the other needs inside one fails, the other is ok', async () => {
    for (const depth of [1, 2, 3]) {
      const clock = virtualClock()
      const holder: { engine?: Engine } = {}
      const through = make(
        'through',
        async (input) => {
          const left = Number(input['left'])
          await sleep(clock, 5)
          const inner =
            left > 1
              ? call('i', 'through', { ...input, left: left - 1 })
              : call('i', 'write', { key: input['needs'] })
          const report = await holder.engine?.execute([inner])
          return left > 1 ? report?.results[0]?.value : report?.results[0]?.error?.code
        },
        {
          writes: (input: Record<string, unknown>) =>
            input['holds'] === undefined || input['left'] !== depth
              ? []
              : [input['holds'] as string],
        },
      )
      const write = make('write', () => sleep(clock, 5), {
        writes: (input: Record<string, unknown>) => input['key'] as string,
      })
      const engine = (holder.engine = engineOf(clock, [through, write], { concurrency: 1 }))
      const both = Promise.all(
        [
          ['a', 'b'],
          ['b', 'a'],
        ].map(([holds, needs]) =>
          engine.execute([call('c', 'through', { holds, needs, left: depth })]),
        ),
      )
      const reports = await finish(clock, both, 500, engine)
      assert.deepEqual(
        reports.map(({ results }) => String(results[0]?.value)).sort(),
        ['deadlock', 'undefined'],
        `${depth} deep`,
      )
    }
  })

  test('who only waits and holds nothing is no deadlock: what is inside a call that it waits for goes past it', async () => {
    for (const waiter of ['*', 'file', 'file/src', 'file/src/a.ts'])
      for (const held of ['file/src', 'file/src/a.ts', 'file/src/b.ts'])
        for (const inner of ['file/src/a.ts', 'file/src/b.ts', 'file/lib', 'other'])
          for (const reads of [false, true]) {
            const { clock, nap, engine } = lab()
            const holder: { engine?: Engine } = {}
            const agent = nap('agent', 0, {
              writes: held,
              execute: async () => {
                await sleep(clock, 10)
                const report = await holder.engine?.execute([call('i', 'edit')])
                return report?.outcome
              },
            })
            const edit = nap('edit', 10, { writes: inner })
            const all = nap('all', 10, reads ? { reads: waiter } : { writes: [waiter, 'more'] })
            holder.engine = engine([agent, edit, all], { concurrency: 2 })
            const both = Promise.all([
              execute(holder.engine, ['agent']),
              (async () => {
                await sleep(clock, 5)
                return execute(holder.engine as Engine, ['all'])
              })(),
            ])
            const reports = await finish(clock, both, 40, holder.engine)
            const what = `${held} outside, ${inner} inside, ${waiter} waits`
            assert.equal(reports[0].results[0]?.value, 'complete', what)
            assert.equal(reports[1].outcome, 'complete', what)
          }
  })

  test('a call for whose key somebody inside waits runs on a loan, behind however many in line', async () => {
    const clock = virtualClock()
    const holder: { engine?: Engine } = {}
    const agent = make(
      'agent',
      async () => {
        await sleep(clock, 10)
        return (await holder.engine?.execute([call('i', 'edit')]))?.outcome
      },
      { limit: 'crm' },
    )
    const edit = make('edit', () => sleep(clock, 1), { writes: 'file' })
    const late = make('late', () => sleep(clock, 1), { writes: 'file', limit: 'crm' })
    const other = make('other', () => sleep(clock, 1), { limit: 'crm' })
    const engine = (holder.engine = engineOf(clock, [agent, edit, late, other], {
      limits: { crm: { concurrency: 1 } },
    }))
    const turns = [['agent'], Array.from({ length: 500 }, () => 'other'), ['late']]
    const all = Promise.all(turns.map((names) => execute(engine, names)))
    const [outer, others, last] = await finish(clock, all, 512, engine)
    assert.equal(outer?.results[0]?.value, 'complete')
    assert.equal(last?.results[0]?.timing.startedMs, 10)
    assert.equal(others?.outcome, 'complete')
  })

  test('a call that would share the result of a call around it runs itself', async () => {
    for (const between of [0, 1, 2]) {
      const clock = virtualClock()
      const holder: { engine?: Engine } = {}
      let bodies = 0
      const look = make(
        'look',
        async () => {
          bodies += 1
          if (bodies > 1) return 'seen'
          const report = await holder.engine?.execute([
            call('i', between ? 'pass' : 'look', { left: between }),
          ])
          return report?.outcome
        },
        { reads: 'x', coalesce: { scope: 'same' } },
      )
      const pass = make('pass', async (input) => {
        const left = Number(input['left']) - 1
        const inner = left > 0 ? call('i', 'pass', { left }) : call('i', 'look', { left: between })
        return (await holder.engine?.execute([inner]))?.outcome
      })
      const engine = (holder.engine = engineOf(clock, [look, pass], { concurrency: 1 }))
      const report = await finish(
        clock,
        engine.execute([call('c', 'look', { left: between })]),
        10,
        engine,
      )
      assert.equal(codes(report.results), 'c ok')
      assert.equal(report.results[0]?.value, 'complete', `${between} calls between`)
    }
  })
})
