import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { TurnReport } from '../../../src/call/report/report.ts'
import type { Engine, Turn, TurnOptions } from '../../../src/turn/contract.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, engineOf, make, nothingHeld, test } from './kit.ts'

interface World {
  readonly clock: VirtualClock
  readonly engine: Engine
  readonly other: Engine
  /** When tool bodies inside the stopped attempt began. */
  readonly began: number[]
  /** What the turns that were begun inside told, and when they were begun. */
  readonly told: { readonly atMs: number; readonly report: TurnReport }[]
}

/** When the outer attempt is stopped in all that follows, in milliseconds; it works on as if it heard nothing. */
const stopMs = 50

/** The ways to stop what an outer call does, each at 50 ms. */
const stops: Record<
  string,
  {
    tool?: object
    options?: (world: World) => TurnOptions
    act?: (turn: Turn, abort: AbortController) => void
  }
> = {
  'its time-out': { tool: { timeoutMs: stopMs } },
  'a cancelled call': { act: (turn) => turn.cancel('c') },
  'a cancelled turn': { act: (turn) => turn.cancel() },
  'the turn’s signal': { act: (_turn, abort) => abort.abort(new Error('enough')) },
  'the turn’s signal, without a reason to speak of': {
    act: (_turn, abort) => abort.abort(Object.create(null)),
  },
  'the deadline': { options: () => ({ deadlineMs: stopMs }) },
  'a deadline set later': { act: (turn) => turn.setDeadline(1) },
  'a sibling that failed': { options: () => ({ onFailure: 'cancel-rest' }) },
}

/** The ways to begin something inside. Each gives the report of a turn of one write, if there is one. */
const begins: Record<string, (world: World, id: string) => Promise<TurnReport | undefined>> = {
  execute: ({ engine }, id) => engine.execute([call(id, 'write')]),
  'execute of a read': ({ engine }, id) => engine.execute([call(id, 'read')]),
  'execute with a signal of its own': ({ engine }, id) =>
    engine.execute([call(id, 'write')], { signal: new AbortController().signal }),
  'another engine': ({ other }, id) => other.execute([call(id, 'write')]),
  'an engine with other tools': ({ engine }, id) =>
    engine.with([engine.tools.get('write') as never]).execute([call(id, 'write')]),
  'a turn, added and committed': ({ engine }, id) => {
    const turn = engine.turn()
    turn.add(call(id, 'write'))
    turn.add(call(`${id}r`, 'read'))
    turn.commit()
    return turn.report
  },
  'an open turn': async ({ engine }, id) => {
    const turn = engine.turn({ open: true })
    await turn.add(call(id, 'write'))
    turn.commit()
    return turn.report
  },
  'a body brought along': async ({ engine, began, clock }, id) => {
    const turn = engine.turn({ open: true })
    await turn.add(call(id, 'write'), { run: () => void began.push(clock.now()) })
    turn.commit()
    return turn.report
  },
  'a batch': ({ engine }, id) =>
    engine.execute([call(id, 'batch', { steps: [{ id: 's', tool: 'write', input: {} }] })]),
  'a call that runs a turn': ({ engine }, id) => engine.execute([call(id, 'through')]),
}

/** How the outer body gets from one turn to the next. */
const paths: Record<string, (world: World, next: () => Promise<void>) => Promise<void>> = {
  awaits: (_world, next) => next(),
  'goes by a timer of the clock': async ({ clock }, next) => {
    await sleep(clock, 0)
    await next()
  },
  'goes by an immediate': (_world, next) =>
    new Promise((resolve) => void setImmediate(() => void next().then(resolve))),
}

function makeWorld(outer: (world: World) => Promise<unknown>, outerOptions: object = {}): World {
  const clock = virtualClock()
  const began: number[] = []
  const note = async (): Promise<string> => {
    began.push(clock.now())
    await sleep(clock, 5)
    return 'done'
  }
  const holder: { world?: World } = {}
  const here = (): World => holder.world as World
  const tools = [
    make('outer', () => outer(here()), outerOptions),
    make('write', note, { writes: 'doc' }),
    make('read', note, { reads: 'doc' }),
    make('through', async () => (await here().engine.execute([call('w', 'write')])).outcome),
    make('fails', async () => {
      await sleep(clock, stopMs)
      throw new Error('broken')
    }),
  ]
  const options = { batch: true, graceMs: 20 }
  holder.world = {
    clock,
    engine: engineOf(clock, tools, options),
    other: engineOf(clock, tools, options),
    began,
    told: [],
  }
  return here()
}

/** Begins turn after turn, deaf to its signal, until 200 ms. */
const loop =
  (begin: (typeof begins)[string], path: (typeof paths)[string]) =>
  async (world: World): Promise<void> => {
    for (let round = 0; world.clock.now() < 200; round += 1)
      await path(world, async () => {
        const atMs = world.clock.now()
        const report = await begin(world, `i${round}`)
        if (report !== undefined) world.told.push({ atMs, report })
        await sleep(world.clock, 10)
      })
  }

async function runAndStop(world: World, stop: (typeof stops)[string]): Promise<void> {
  const { clock, engine } = world
  const abort = new AbortController()
  const turn = engine.turn({ signal: abort.signal, ...stop.options?.(world) })
  turn.add(call('c', 'outer'))
  turn.commit(stop.options?.(world).onFailure === undefined ? [] : [call('f', 'fails')])
  await clock.advance(stopMs)
  stop.act?.(turn, abort)
  await clock.runUntilIdle()
  await turn.report
}

function assertStopped({ began, told }: World, what: string): void {
  assert.ok(began.length > 0, `${what}: nothing ran before the stop`)
  const late = began.filter((ms) => ms > stopMs + 1)
  assert.deepEqual(late, [], `${what}: bodies began after the stop`)
  const after = told.filter(({ atMs }) => atMs > stopMs + 1)
  assert.ok(after.length > 0, `${what}: the loop was not told`)
  for (const { report } of after)
    for (const { status, content } of report.results) {
      assert.match(status, /^(cancelled|skipped)$/, what)
      assert.ok(String(content).length > 0, what)
    }
}

describe('K4: what is begun inside a stopped attempt starts nothing', () => {
  for (const [stopName, stop] of Object.entries(stops))
    test(`stopped by ${stopName}, in whatever way turns are begun inside`, async () => {
      for (const [beginName, begin] of Object.entries(begins))
        for (const [pathName, path] of Object.entries(paths)) {
          const world = makeWorld(loop(begin, path), stop.tool)
          await runAndStop(world, stop)
          assertStopped(world, `${beginName}, ${pathName}`)
          await nothingHeld(world.clock, world.engine, world.other)
        }
    })

  test('however deep: the turns of a call inside a call inside the one that is stopped', async () => {
    for (const depth of [1, 2, 3]) {
      const clock = virtualClock()
      const began: number[] = []
      const holder: { engine?: Engine } = {}
      const outer = make('outer', async (input) => {
        const left = Number(input['left'])
        for (let round = 0; clock.now() < 200; round += 1) {
          const inner =
            left > 1 ? call(`o${round}`, 'outer', { left: left - 1 }) : call(`w${round}`, 'write')
          await holder.engine?.execute([inner])
          await sleep(clock, 10)
        }
      })
      const write = make('write', () => void began.push(clock.now()), { writes: 'doc' })
      const engine = (holder.engine = engineOf(clock, [outer, write], { graceMs: 20 }))
      const turn = engine.turn()
      turn.commit([call('c', 'outer', { left: depth })])
      await clock.advance(stopMs)
      turn.cancel()
      await clock.runUntilIdle()
      assert.deepEqual(
        began.filter((ms) => ms > stopMs),
        [],
        `${depth} deep`,
      )
      assert.ok(began.length > 0)
      await nothingHeld(clock, engine)
    }
  })

  test('a retry is alone: the loop of the attempt before it starts nothing beside it', async () => {
    for (const [beginName, begin] of Object.entries(begins)) {
      const once = makeWorld((it) => begin(it, 'x'))
      await once.clock.run(once.engine.execute([call('c', 'outer')]))
      let attempts = 0
      const world = makeWorld(
        async (it) => {
          attempts += 1
          const most = attempts === 1 ? 20 : 2
          for (let round = 0; round < most; round += 1) {
            await begin(it, `a${attempts}i${round}`)
            await sleep(it.clock, 10)
          }
        },
        { idempotent: true, retries: 1, timeoutMs: stopMs },
      )
      const { results } = await world.clock.run(world.engine.execute([call('c', 'outer')]))
      await world.clock.runUntilIdle()
      assert.equal(attempts, 2, beginName)
      assert.equal(results[0]?.status, 'ok', beginName)
      const late = world.began.filter((ms) => ms > stopMs + 1)
      const own = 2 * once.began.length
      assert.ok(late.length <= own, `${beginName}: ${late.length} bodies of ${own} after the stop`)
      await nothingHeld(world.clock, world.engine, world.other)
    }
  })

  test('what is begun inside an attempt that has returned is free, in whatever way and at whatever time', async () => {
    for (const [beginName, begin] of Object.entries(begins))
      for (const laterMs of [0, 10, 500])
        for (const end of [
          'the turn is over',
          'the turn goes on',
          'the turn is cancelled',
        ] as const) {
          const world = makeWorld(async (it) => {
            void (async () => {
              await sleep(it.clock, laterMs + 5)
              const report = await begin(it, 'later')
              if (report !== undefined) it.told.push({ atMs: it.clock.now(), report })
            })()
            return 'gone'
          })
          const turn = world.engine.turn({ open: end !== 'the turn is over' })
          turn.add(call('c', 'outer'))
          if (end === 'the turn is over') turn.commit()
          await world.clock.advance(2)
          if (end === 'the turn is cancelled') turn.cancel()
          await world.clock.runUntilIdle()
          turn.commit()
          await world.clock.run(turn.report)
          const what = `${beginName}, ${laterMs} ms later, ${end}`
          assert.equal(world.told[0]?.report.outcome, 'complete', what)
          assert.ok(world.began.length > 0, what)
          await nothingHeld(world.clock, world.engine, world.other)
        }
  })

  test('what an attempt left behind when it returned is free, whatever is stopped further out', async () => {
    for (const [stopName, stop] of Object.entries(stops)) {
      let left: Promise<TurnReport> | undefined
      const world = makeWorld(async ({ clock, engine }) => {
        // At the stop one of its calls is under way, and the other waits for that one.
        const long = make('long', () => sleep(clock, 2 * stopMs), { writes: 'doc' })
        const leaves = make('leaves', () => {
          left = inner.execute([call('a', 'long'), call('b', 'long')])
        })
        const inner = engine.with([long, leaves])
        await inner.execute([call('l', 'leaves')])
        await sleep(clock, 4 * stopMs)
      }, stop.tool)
      await runAndStop(world, stop)
      assert.equal((await left)?.outcome, 'complete', stopName)
      await nothingHeld(world.clock, world.engine)
    }
  })

  test('a stop reaches nobody else: turns beside the stopped one, and those outside of any, run on', async () => {
    const world = makeWorld(loop(begins['execute'] as never, paths['awaits'] as never), {
      timeoutMs: stopMs,
    })
    const stopped = world.engine.execute([call('c', 'outer')])
    const beside = world.engine.execute([call('w', 'through')])
    await world.clock.run(stopped)
    const after = world.engine.execute([call('x', 'through')])
    for (const { outcome } of await world.clock.run(Promise.all([beside, after])))
      assert.equal(outcome, 'complete')
    await world.clock.runUntilIdle()
  })

  test('what was under way inside at the stop is told to stop, with the reason', async () => {
    for (const [stopName, stop] of Object.entries(stops)) {
      const reasons: unknown[] = []
      const clock = virtualClock()
      const holder: { engine?: Engine } = {}
      const engine = (holder.engine = engineOf(
        clock,
        [
          make('outer', () => holder.engine?.execute([call('i', 'long')]), stop.tool),
          make('long', async (_input, { signal }) => {
            await sleep(clock, 1_000, signal).catch(() => reasons.push(signal.reason))
          }),
          make('fails', () => sleep(clock, stopMs).then(() => Promise.reject(new Error('no')))),
        ],
        { graceMs: 20 },
      ))
      await runAndStop({ clock, engine, other: engine, began: [], told: [] }, stop)
      assert.equal(reasons.length, 1, stopName)
      assert.ok(reasons[0] instanceof Error, `${stopName}: ${String(reasons[0])}`)
      await nothingHeld(clock, engine)
    }
  })

  test('what is in line inside a stopped attempt does not start in the place of what is stopped first', async () => {
    const clock = virtualClock()
    const began: string[] = []
    const write = make(
      'write',
      async (_input, { callId, signal }) => {
        began.push(callId)
        await sleep(clock, 1_000, signal)
      },
      { reads: ({ key }: { key: string }) => key },
    )
    const engine: Engine = engineOf(
      clock,
      [
        write,
        make(
          'outer',
          async () => {
            const turns = ['a', 'b', 'c'].map((id) =>
              engine.execute([call(id, 'write', { key: id })]),
            )
            await Promise.all(turns)
          },
          { timeoutMs: stopMs },
        ),
      ],
      { concurrency: 1 },
    )
    await clock.run(engine.execute([call('c', 'outer')]))
    assert.deepEqual(began, ['a'])
    await nothingHeld(clock, engine)
  })
})

test('a turn inside a call is told the same of its stop, whether it began before it or after', async () => {
  for (const beginMs of [stopMs - 1, stopMs + 1])
    for (const end of ['discard', 'fail'] as const) {
      const clock = virtualClock()
      let inner: Promise<TurnReport> | undefined
      const outer = make(
        'outer',
        async () => {
          await sleep(clock, beginMs)
          inner = engine.execute([call('i', 'slow')])
          await sleep(clock, 1_000)
        },
        { reads: [], writes: [] },
      )
      const slow = make('slow', () => sleep(clock, 1_000), { reads: [] })
      const fails = make('fails', async () => {
        await sleep(clock, stopMs)
        throw new Error('no luck')
      })
      const engine: Engine = engineOf(clock, [outer, slow, fails], { onFailure: 'cancel-rest' })
      const turn = engine.turn()
      turn.add(call('o', 'outer'))
      if (end === 'fail') turn.commit([call('f', 'fails')])
      await clock.advance(stopMs)
      if (end === 'discard') turn.discard('it was cut off')
      await clock.runUntilIdle()
      const [result] = (await inner)?.results ?? []
      assert.equal(result?.error?.code, 'cancelled', `${end}, begun at ${beginMs} ms`)
    }
})

test('a call that comes when the rest is cancelled does not start, though who is told of it commits', async () => {
  const clock = virtualClock()
  let bodies = 0
  const work = make('work', () => (bodies += 1))
  const engine = engineOf(clock, [work], { onFailure: 'cancel-rest' })
  const turn: Turn = engine.turn({
    onEvent: (event) => {
      if (event.type === 'call.received' && event.callId === 'b') turn.commit()
    },
  })
  for (const [id, name] of [
    ['a', 'missing'],
    ['b', 'work'],
  ] as const)
    void turn.add(call(id, name))
  const { results } = await clock.run(turn.report)
  assert.deepEqual([bodies, results[1]?.error?.code], [0, 'sibling_failed'])
  await nothingHeld(clock, engine)
})

test('what a time-out stops stops whole, before anybody starts in its place', async () => {
  const clock = virtualClock()
  const holder: { engine?: Engine } = {}
  const within = (name: string, inside: string, options = {}) =>
    make(name, async () => (await holder.engine?.execute([call(inside, inside)]))?.outcome, options)
  const nap = (name: string, ms: number) => make(name, () => sleep(clock, ms))
  const tools = [
    within('outer', 'middle'),
    within('middle', 'leaf', { timeoutMs: 5 }),
    nap('leaf', 100),
    nap('other', 10),
  ]
  const engine = (holder.engine = engineOf(clock, tools, { concurrency: 1 }))
  const both = Promise.all(['outer', 'other'].map((name) => engine.execute([call(name, name)])))
  const [outer, other] = await clock.run(both)
  // The slot that the leaf had is for those around it, who have waited for it.
  const times = [outer, other].map((report) => report?.results[0]?.timing)
  assert.deepEqual([times[0]?.settledMs, times[1]?.startedMs], [5, 5])
  await clock.runUntilIdle()
  await nothingHeld(clock, engine)
})

test('who is in line in another engine does not start, though somebody who hears of the stop first makes room', async () => {
  const clock = virtualClock()
  let bodies = 0
  const work = make('work', () => (bodies += 1))
  const nap = make('nap', () => sleep(clock, 100), { reads: [] })
  const other = engineOf(clock, [work, nap], { concurrency: 1 })
  const holder = other.turn()
  holder.commit([call('h', 'nap')])
  const outer = make('outer', async (_input, { signal }) => {
    signal.addEventListener('abort', () => holder.cancel())
    await other.execute([call('w', 'work')])
  })
  const engine = engineOf(clock, [outer])
  const turn = engine.turn()
  turn.commit([call('o', 'outer')])
  await clock.advance(5)
  turn.cancel()
  await clock.runUntilIdle()
  assert.equal(bodies, 0)
  await nothingHeld(clock, engine, other)
})
