import assert from 'node:assert/strict'
import { describe } from 'node:test'
import * as fc from 'fast-check'
import { ToolError } from '../../../src/call/errors/error.ts'
import type { TurnEvent } from '../../../src/call/report/event.ts'
import type { AnyTool } from '../../../src/call/tool.ts'
import type { Engine } from '../../../src/turn/contract.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, engineOf, make, nothingHeld, test, type Input } from './kit.ts'
import { cases } from '../../support/cases.ts'

const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => call(`${name}${n}`, name))

interface World {
  readonly clock: VirtualClock
  readonly engine: Engine
  /** When the first attempt of each call began, by the call's id. */
  readonly began: Map<string, number>
}

/** Tools that take 10 ms under the named limits, and one that runs given calls inside. */
function makeWorld(
  options: object,
  extra: (clock: VirtualClock) => readonly AnyTool[] = () => [],
): World {
  const clock = virtualClock()
  const began = new Map<string, number>()
  const holder: { engine?: Engine } = {}
  const nap = (name: string, limit?: string | string[], ms = 10) =>
    make(
      name,
      async (_input, { callId, signal }) => {
        if (!began.has(callId)) began.set(callId, clock.now())
        await sleep(clock, ms, signal)
      },
      limit === undefined ? {} : { limit },
    )
  const engine = (holder.engine = engineOf(
    clock,
    [
      nap('plain'),
      nap('crm', 'crm'),
      nap('disk', 'disk'),
      nap('net', 'net', 7),
      nap('both', ['crm', 'disk']),
      nap('three', ['crm', 'disk', 'net']),
      make('agent', (input) => {
        const { calls, deeper } = input as { calls: never[]; deeper?: number }
        const inner = deeper ? [call('deeper', 'agent', { calls, deeper: deeper - 1 })] : calls
        return (holder.engine as Engine).execute(inner)
      }),
      ...extra(clock),
    ],
    { timeoutMs: Infinity, ...options },
  ))
  return { clock, engine, began }
}

async function drain({ clock, engine }: World, ...reports: Promise<unknown>[]): Promise<void> {
  await clock.run(Promise.all(reports))
  await nothingHeld(clock, engine)
}

describe('K3: no line starves', () => {
  const limits = { crm: { concurrency: 1 }, disk: { concurrency: 1 }, net: { concurrency: 1 } }

  for (const name of ['both', 'three'])
    for (const busy of [2, 3, 6])
      for (const concurrency of [2, 4, 16])
        test(`a call under ${name === 'both' ? 'two' : 'three'} limits starts soon beside ${busy} busy turns, ${concurrency} slots`, async () => {
          const world = makeWorld({ limits, concurrency })
          const { clock, engine, began } = world
          const loads: Promise<unknown>[] = []
          // Staggered, so that the limits are never free in one instant by themselves.
          for (let n = 0; n < busy; n += 1) {
            loads.push(engine.execute(many(['crm', 'disk', 'net'][n % 3] as string, 300)))
            await clock.advance(3)
          }
          const fromMs = clock.now()
          const mine = engine.execute([call('mine', name)])
          await clock.run(mine)
          const waitedMs = (began.get('mine') as number) - fromMs
          assert.ok(waitedMs <= 10 * (busy + 3), `it waited ${waitedMs} ms`)
          await drain(world, ...loads)
        })

  test('a call under two limits starts under a load that never ends', async () => {
    const world = makeWorld({ limits, concurrency: 8 })
    const { clock, engine, began } = world
    const load = { goesOn: true }
    const busy = async (name: string, delayMs: number): Promise<void> => {
      await sleep(clock, delayMs)
      while (load.goesOn) await engine.execute(many(name, 5))
    }
    const loads = [busy('crm', 0), busy('crm', 1), busy('disk', 5), busy('disk', 7)]
    await clock.advance(50)
    const mine = [1, 2, 3].map((n) => engine.execute([call(`mine${n}`, 'both')]))
    await clock.advance(400)
    load.goesOn = false
    assert.deepEqual([...began.keys()].filter((id) => id.startsWith('mine')).sort(), [
      'mine1',
      'mine2',
      'mine3',
    ])
    await drain(world, ...loads, ...mine)
  })

  test('what reserves does not idle what others could use for long: the limits stay busy', async () => {
    const world = makeWorld({ limits, concurrency: 8 })
    const reports = ['crm', 'disk', 'both'].map((name) => world.engine.execute(many(name, 100)))
    await drain(world, ...reports)
    // 200 calls of 10 ms under each limit, half of which need both at once.
    assert.ok(world.clock.now() <= 3_000, `took ${world.clock.now()} ms`)
  })

  for (const limit of ['crm', 'plain'])
    for (const deeper of [0, 1, 2])
      test(`one call beside a sub-agent of 1,000 calls, ${deeper + 1} deep, waits no longer than beside a plain turn (${limit})`, async () => {
        for (const where of ['beside', 'inside'] as const) {
          const world = makeWorld({ limits, concurrency: limit === 'crm' ? 8 : 1 })
          const { clock, engine, began } = world
          const thousand = many(limit, 1_000)
          const load =
            where === 'beside'
              ? engine.execute([call('a', 'agent', { calls: thousand, deeper })])
              : engine.execute(thousand)
          await clock.advance(25)
          const one = [call('mine', limit)]
          const mine = engine.execute(
            where === 'beside' ? one : [call('a', 'agent', { calls: one, deeper })],
          )
          await clock.run(mine)
          const waitedMs = (began.get('mine') as number) - 25
          assert.ok(waitedMs <= 20 + 20 * deeper, `${where}: it waited ${waitedMs} ms`)
          await drain(world, load)
        }
      })

  test('however many turns and nestings share a limit, each ends by its share', async () => {
    const turn = fc.record({
      calls: fc.integer({ min: 1, max: 30 }),
      depth: fc.integer({ min: 0, max: 3 }),
      atMs: fc.integer({ min: 0, max: 40 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(turn, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('crm', 'plain'),
        async (turns, most, name) => {
          const world = makeWorld(
            name === 'crm'
              ? { limits: { ...limits, crm: { concurrency: most } } }
              : { limits, concurrency: most },
          )
          const reports = turns.map(async ({ calls, depth, atMs }) => {
            await sleep(world.clock, atMs)
            const own = many(name, calls)
            await world.engine.execute(
              depth === 0 ? own : [call('a', 'agent', { calls: own, deeper: depth - 1 })],
            )
            const tookMs = world.clock.now() - atMs
            // Each level around them takes a slot twice: to begin, and to go on.
            const shareMs = 10 * (Math.ceil(((calls + 2 * depth) * turns.length) / most) + 2)
            assert.ok(
              tookMs <= shareMs,
              `${calls} calls took ${tookMs} ms, their share is ${shareMs} ms`,
            )
          })
          await drain(world, ...reports)
        },
      ),
      { numRuns: cases(100) },
    )
  })

  for (const concurrency of [1, 2, 4])
    for (const limit of [undefined, 'crm'])
      test(`a retry goes before its 800 siblings, so what waits for its key does not wait for them (${concurrency} slots${limit ? ', limited' : ''})`, async () => {
        const tries: number[] = []
        const world = makeWorld(
          {
            limits: { ...limits, crm: { concurrency } },
            concurrency: limit === undefined ? concurrency : 8,
          },
          (clock) => [
            make(
              'flaky',
              async (_input, { attempt }) => {
                tries.push(clock.now())
                await sleep(clock, 5)
                if (attempt <= 2)
                  throw new ToolError('busy', { retryAfterMs: 50, nothingDone: true })
              },
              { writes: 'doc', retries: 3, limit, timeoutMs: 1_000 },
            ),
            make('write', () => sleep(clock, 5), { writes: 'doc' }),
          ],
        )
        const { clock, engine } = world
        const delays: number[] = []
        const onEvent = (event: TurnEvent): void => {
          if (event.type === 'call.retrying') delays.push(event.delayMs)
        }
        const big = engine.execute([call('f', 'flaky'), ...many(limit ?? 'plain', 800)], {
          onEvent,
        })
        await clock.advance(2)
        const other = engine.execute([call('w', 'write')])
        await clock.run(other)
        assert.equal(tries.length, 3)
        for (const [index, delayMs] of delays.entries()) {
          const lateMs = (tries[index + 1] as number) - (tries[index] as number) - 5 - delayMs
          assert.ok(lateMs <= 10, `retry ${index + 1} was ${lateMs} ms late`)
        }
        const freeMs = (tries[2] as number) + 5
        assert.ok(
          clock.now() - freeMs <= 25,
          `the other turn's write ended ${clock.now() - freeMs} ms later`,
        )
        await drain(world, big)
      })

  for (const concurrency of [2, 4, 8])
    test(`a hedge goes before its siblings in line (${concurrency} slots)`, async () => {
      let slow = false
      const starts: number[] = []
      const world = makeWorld({ limits, concurrency }, (clock) => [
        make(
          'look',
          async (input, { signal }) => {
            const straggles = slow && input['straggle'] === true && starts.length === 0
            if (input['straggle'] === true) starts.push(clock.now())
            await sleep(clock, straggles ? 5_000 : 10, signal)
          },
          { reads: [], hedge: { budget: 1, minSamples: 20 } },
        ),
      ])
      const { clock, engine } = world
      await clock.run(engine.execute(many('look', 100)))
      slow = true
      const fromMs = clock.now()
      const big = engine.execute([call('s', 'look', { straggle: true }), ...many('plain', 800)])
      await drain(world, big)
      assert.ok(starts.length >= 2, 'it was not hedged')
      const lateMs = (starts[1] as number) - fromMs
      assert.ok(lateMs <= 40, `the hedge began after ${lateMs} ms`)
    })

  test('what waited inside goes on before its siblings in line', async () => {
    for (const concurrency of [1, 2, 4]) {
      const ends: number[] = []
      const holder: { engine?: Engine } = {}
      const world = makeWorld(
        {
          limits,
          concurrency,
          approve: async ({ call: { input } }: { call: { input: unknown } }) => {
            await sleep(world.clock, Number((input as Input)['ms']))
            return 'allow' as const
          },
        },
        (clock) => [
          make('asked', () => 'done', { needsApproval: true }),
          make('outer', async () => {
            await holder.engine?.execute([call('i', 'asked', { ms: 45 })])
            ends.push(clock.now())
          }),
        ],
      )
      holder.engine = world.engine
      await drain(world, world.engine.execute([call('o', 'outer'), ...many('plain', 800)]))
      assert.ok((ends[0] as number) <= 75, `${concurrency} slots: it went on at ${ends[0]} ms`)
    }
  })

  test('no turn starves behind calls that come back: retries of one turn do not hold up another', async () => {
    const world = makeWorld({ limits, concurrency: 1, retryBudget: false }, (clock) => [
      make(
        'flaky',
        async () => {
          await sleep(clock, 10)
          throw new ToolError('busy', { retryAfterMs: 1 })
        },
        { reads: [], retries: 200 },
      ),
    ])
    const { clock, engine, began } = world
    const load = engine.execute(many('flaky', 20))
    await clock.advance(25)
    const mine = engine.execute(many('plain', 3))
    await clock.run(mine)
    assert.ok(clock.now() <= 25 + 100, `three calls took ${clock.now() - 25} ms`)
    assert.equal(began.size, 3)
    await drain(world, load)
  })

  test('what several calls under two limits reserve is no more than their turn’s share', async () => {
    const world = makeWorld({ limits })
    const { clock, engine, began } = world
    const load = engine.execute(many('both', 50))
    await clock.advance(5)
    const one = engine.execute(many('crm', 1))
    await drain(world, load, one)
    assert.ok((began.get('crm0') ?? Infinity) <= 20, `it starts at ${began.get('crm0')} ms`)
  })
})
