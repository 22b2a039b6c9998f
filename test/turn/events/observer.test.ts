import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, it } from 'node:test'
import type { CallRecord, CallTurn } from '../../../src/turn/call-record.ts'
import { attachObserver } from '../../../src/turn/engine.ts'
import type { EngineObserver } from '../../../src/turn/events/observer.ts'
import { calls, lab } from '../lab.ts'

const place = new AsyncLocalStorage<string>()

/** Notes what it is told, and where. */
function noting(
  log: string[],
  around: (run: () => unknown) => void = (run) => place.run('inside', () => void run()),
): EngineObserver<CallTurn, CallRecord> {
  const note = (what: string): void => void log.push(what)
  return {
    run: () => undefined,
    turn: ({ id }) => ({
      received: ({ id: call }) => note(`received ${call} of ${id} in ${place.getStore()}`),
      blocked: ({ id: call }, { callId }) => note(`blocked ${call} by ${callId}`),
      around: ({ call, number, startedMs }, run) => {
        note(`around ${call.id} ${number} ${startedMs}`)
        around(run)
      },
      attemptEnded: ({ call, number }, { kind }, nowMs) =>
        note(`ended ${call.id} ${number} ${kind} ${nowMs}`),
      settled: ({ id: call, result }, nowMs) => note(`settled ${call} ${result?.status} ${nowMs}`),
      ended: ({ outcome }) => note(`over ${outcome}`),
    }),
  }
}

describe('who sees a turn from within', () => {
  it('is told where it happens, before all others, of each attempt before its call', async () => {
    const { clock, nap, engine } = lab()
    const log: string[] = []
    const it = engine([nap('write', 5, { writes: 'x' })])
    attachObserver(it, () => noting(log))
    const turn = it.turn({
      id: 't',
      onEvent: ({ type }) => type === 'call.settled' && log.push('told'),
    })
    const [first, second] = calls('write', 'write')
    place.run('first', () => void turn.add(first as never))
    place.run('second', () => void turn.add(second as never))
    place.run('third', () => turn.commit())
    await clock.run(turn.report)
    assert.deepEqual(log, [
      'received c1 of t in first',
      'received c2 of t in second',
      'blocked c2 by c1',
      'around c1 1 0',
      'ended c1 1 returned 5',
      'settled c1 ok 5',
      'told',
      'around c2 1 5',
      'ended c2 1 returned 10',
      'settled c2 ok 10',
      'told',
      'over complete',
    ])
  })

  it('changes nothing of an attempt, whatever it does around it', async () => {
    const faults: [(run: () => unknown) => void, RegExp?][] = [
      [() => {}, /What makes spans did not call `run`/],
      [
        () => {
          throw new Error('no')
        },
        /What makes spans threw: no/,
      ],
      [(run) => [run(), run()]],
    ]
    for (const [around, warning] of faults) {
      const { clock, nap, engine, log } = lab()
      const it = engine([nap('write', 5, { writes: 'x' })])
      attachObserver(it, () => noting([], around))
      const { outcome, warnings } = await clock.run(it.execute(calls('write')))
      assert.equal(outcome, 'complete')
      assert.deepEqual(log, ['0 start write', '5 end write'])
      if (warning === undefined) assert.deepEqual(warnings, [])
      else assert.match(warnings.join(), warning)
    }
  })
})
