import assert from 'node:assert/strict'
import { describe } from 'node:test'
import type { Engine } from '../../../src/turn/contract.ts'
import type { TurnReport } from '../../../src/call/report/report.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { sleep } from '../../../src/util/clock.ts'
import { call, engineOf, finish, make, test } from './kit.ts'

describe('K5: a turn that a body gives up', () => {
  test('ends at once though the body’s slot is taken, is said to be kept, and the body’s clock goes on', async () => {
    const clock = virtualClock()
    const engines: Engine[] = []
    let given: TurnReport | undefined
    const outer = make(
      'outer',
      async () => {
        const [engine] = engines as [Engine]
        // After these it is the turn of the one that waits.
        await engine.execute([call('first', 'read')])
        await engine.execute([call('next', 'read')])
        const turn = engine.turn()
        void turn.add(call('last', 'read'))
        await sleep(clock, 1)
        turn.discard('It is not wanted any more.')
        given = await turn.report
        assert.equal(clock.now(), 3)
        await new Promise(() => {})
      },
      { timeoutMs: 50, reads: [] },
    )
    const read = make('read', () => sleep(clock, 1), { reads: [] })
    const busy = make('busy', () => sleep(clock, 200), { reads: [] })
    engines.push(engineOf(clock, [outer, read, busy], { concurrency: 1, graceMs: 0 }))
    const [engine] = engines as [Engine]
    const both = ['outer', 'busy'].map((name) => engine.execute([call(name, name)]))
    const [report] = await finish(clock, Promise.all(both), 300, engine)
    assert.equal(report?.results[0]?.error?.code, 'timeout')
    assert.ok((report?.results[0]?.timing.settledMs ?? 0) <= 52)
    assert.equal(given?.results[0]?.status, 'skipped')
    assert.deepEqual(given.warnings, [])
  })
})
