import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { sleep } from '../../src/util/clock.ts'
import { call, engineOf, execute, finish, make, test, type Input } from './kinds/kit.ts'

/**
 * One slot, which a call gives up while one inside it waits to be denied, at 5 ms; another call has it from then on, for
 * 5 s, so that the first would have to wait for it.
 */
function oneSlot(outer: (engine: ReturnType<typeof engineOf>) => unknown) {
  const clock = virtualClock()
  const engine = engineOf(
    clock,
    [
      make('outer', () => outer(engine)),
      make('asks', () => 0, { needsApproval: true }),
      make('nap', () => sleep(clock, 5_000)),
    ],
    {
      concurrency: 1,
      approve: () => new Promise((answer) => clock.setTimer(answer, 5, 'deny')),
    },
  )
  return { clock, engine }
}

describe('G3: a call that waits inside comes back to a slot of its own', () => {
  test('what was kept back for it is told when it ends without that', async () => {
    let told: number | undefined
    const { clock, engine } = oneSlot(async (on) => {
      void execute(on, ['asks']).then(() => (told = clock.now()))
      await sleep(clock, 7)
    })
    const report = execute(engine, ['outer', 'nap'])
    await clock.advance(10)
    assert.equal(told, 7)
    await finish(clock, report, 6_000, engine)
  })

  test('what was kept back for it is told when it has more to wait for', async () => {
    let told: number | undefined
    const { clock, engine } = oneSlot(async (on) => {
      const first = execute(on, ['asks']).then(() => (told = clock.now()))
      await sleep(clock, 7)
      await Promise.all([first, on.execute([call('more', 'asks')])])
    })
    const report = execute(engine, ['outer', 'nap'])
    await clock.advance(10)
    assert.equal(told, 7)
    await finish(clock, report, 12_000, engine)
  })

  test('from then on it counts as in flight again', async () => {
    const clock = virtualClock()
    const engine = engineOf(clock, [
      make('outer', async () => {
        await execute(engine, ['nap'])
        await sleep(clock, 10)
      }),
      make('nap', () => sleep(clock, 10)),
    ])
    const { stats } = await finish(clock, execute(engine, ['outer', 'outer']), 20, engine)
    assert.equal(stats.peakConcurrency, 2)
  })

  test('one that was stopped, and has no slot any more, does not', async () => {
    const clock = virtualClock()
    const engine = engineOf(
      clock,
      [
        make('outer', () => execute(engine, ['nap']), { writes: ({ key }: Input) => String(key) }),
        make('nap', () => 1, { needsApproval: true }),
      ],
      { concurrency: 1, approve: () => new Promise(() => {}) },
    )
    const turn = engine.turn()
    turn.commit(['a', 'b', 'c'].map((key) => call(key, 'outer', { key })))
    await clock.advance(5)
    turn.cancel()
    const { stats } = await finish(clock, turn.report, 1_000, engine)
    assert.equal(stats.peakConcurrency, 1)
  })
})
