import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, test } from 'node:test'
import { tool } from '../../src/call/tool.ts'
import { ToolError } from '../../src/call/errors/error.ts'
import { calls, lab, statuses } from './lab.ts'

describe('G8: nothing leaks', () => {
  test('no timer and no listener remains, however a turn ends', async () => {
    const { clock, nap, deaf, engine } = lab()
    const flaky = tool({
      name: 'flaky',
      reads: [],
      retries: 3,
      execute: () => {
        throw new ToolError('busy', { retryAfterMs: 5_000 })
      },
    })
    const run = engine(
      [nap('nap', 10), flaky, deaf('deaf', Infinity, { writes: 'x', timeoutMs: 50 })],
      { graceMs: 20 },
    )
    const { signal } = new AbortController()
    const options = { signal, deadlineMs: 10_000 }
    for (const end of ['commit', 'discard', 'cancel'] as const) {
      const turn = run.turn(options)
      for (const call of calls('nap', 'flaky', 'deaf', 'nope')) turn.add(call)
      await clock.advance(5)
      if (end === 'discard') turn.discard('no')
      else turn.commit()
      if (end === 'cancel') turn.cancel()
      await clock.run(turn.report)
      assert.equal(clock.pendingTimers, 0, end)
      assert.equal(getEventListeners(signal, 'abort').length, 0, end)
    }
  })

  test('what is no list of calls begins no turn, of which a timer and a listener would remain', async () => {
    const { clock, engine } = lab()
    const { signal } = new AbortController()
    const options = { signal, deadlineMs: 10_000 }
    await assert.rejects(engine([]).execute({} as never, options), { code: 'usage' })
    assert.equal(clock.pendingTimers, 0)
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  test('slots and keys are free again after every end, so the next turn can use them all', async () => {
    const { clock, nap, deaf, engine } = lab()
    const run = engine(
      [
        deaf('deaf', Infinity, { writes: '*', timeoutMs: 50 }),
        nap('write', 10, { writes: '*' }),
        nap('nap', 10),
      ],
      { concurrency: 2, graceMs: 20 },
    )
    await clock.run(run.execute(calls('deaf', 'nap', 'nap'), { deadlineMs: 30 }))
    const turn = run.turn()
    turn.add({ id: 'w', name: 'write', input: {} })
    turn.cancel()
    await clock.run(turn.report)
    const before = clock.now()
    const { results, stats } = await clock.run(run.execute(calls('write', 'nap', 'nap')))
    assert.equal(statuses(results), 'c1 ok, c2 ok, c3 ok')
    assert.equal(stats.peakConcurrency, 2)
    assert.equal(clock.now() - before, 20)
  })

  test('a late result of an abandoned attempt is dropped, and so is its progress', async () => {
    const { clock, engine } = lab()
    const { promise, resolve } = Promise.withResolvers<string>()
    const seen: unknown[] = []
    let late: ((progress: unknown) => void) | undefined
    const tardy = tool({
      name: 'tardy',
      timeoutMs: 50,
      execute: (_input, { progress }) => {
        late = progress
        progress('early')
        return promise
      },
    })
    const report = await clock.run(
      engine([tardy]).execute(calls('tardy'), {
        onEvent: (event) => event.type === 'call.progress' && seen.push(event.progress),
      }),
    )
    resolve('too late')
    late?.('late')
    await clock.runUntilIdle()
    assert.equal(report.results[0]?.status, 'timed-out')
    assert.equal(report.results[0]?.value, undefined)
    assert.deepEqual(seen, ['early'])
  })

  test('a late rejection of an abandoned attempt is nobody’s unhandled rejection', async () => {
    const { clock, engine } = lab()
    const { promise, reject } = Promise.withResolvers<string>()
    const tardy = tool({ name: 'tardy', timeoutMs: 50, execute: () => promise })
    await clock.run(engine([tardy]).execute(calls('tardy')))
    let unhandled: unknown
    const note = (error: unknown): void => void (unhandled = error)
    process.once('unhandledRejection', note)
    reject(new Error('too late'))
    await new Promise(setImmediate)
    process.off('unhandledRejection', note)
    assert.equal(unhandled, undefined)
  })
})
