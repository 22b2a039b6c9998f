import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool } from '../../src/call/tool.ts'
import { calls, lab, statuses } from './lab.ts'

const boom = tool({
  name: 'boom',
  execute: () => {
    throw new Error('broken')
  },
})

describe('G5: a failure stays where it happened', () => {
  test('independent calls go on', async () => {
    const { clock, nap, engine } = lab()
    const { results, outcome } = await clock.run(
      engine([boom, nap('a', 10), nap('b', 20)], { concurrency: 1 }).execute(
        calls('a', 'boom', 'b'),
      ),
    )
    assert.equal(statuses(results), 'c1 ok, c2 failed, c3 ok')
    assert.equal(outcome, 'partial')
  })

  test("onFailure 'cancel-rest' stops what runs and skips what waits, and keeps what is done", async () => {
    const { clock, nap, engine } = lab()
    const late = nap('late', 20, { timeoutMs: 15 })
    const run = engine([nap('quick', 5), late, nap('slow', 100)], { concurrency: 3 })
    const { results } = await clock.run(
      run.execute(calls('quick', 'late', 'slow', 'slow', 'slow', 'slow'), {
        onFailure: 'cancel-rest',
      }),
    )
    assert.equal(
      statuses(results),
      'c1 ok, c2 timed-out, c3 cancelled, c4 cancelled, c5 skipped, c6 skipped',
    )
    assert.match(String(results[4]?.content), /late failed before it/)
    assert.equal(clock.now(), 15)
  })

  test("under 'cancel-rest' a call that comes after the failure does not run either", async () => {
    const { clock, log, nap, engine } = lab()
    const turn = engine([boom, nap('read', 5, { reads: [] })]).turn({ onFailure: 'cancel-rest' })
    turn.add({ id: 'c1', name: 'nope', input: {} })
    turn.add({ id: 'c2', name: 'read', input: {} })
    await clock.advance(10)
    turn.commit()
    assert.equal(statuses((await clock.run(turn.report)).results), 'c1 failed, c2 skipped')
    assert.deepEqual(log, [])
  })

  test('all failed is a failed turn, not a rejection', async () => {
    const { clock, engine } = lab()
    const { outcome } = await clock.run(engine([boom]).execute(calls('boom', 'boom')))
    assert.equal(outcome, 'failed')
  })

  test('one call can be cancelled, and the others go on', async () => {
    const { clock, nap, engine } = lab()
    const turn = engine([nap('a', 50), nap('b', 50)]).turn()
    for (const call of calls('a', 'b')) turn.add(call)
    turn.commit()
    await clock.advance(10)
    turn.cancel('c1', 'Not needed.')
    assert.equal(statuses((await clock.run(turn.report)).results), 'c1 cancelled, c2 ok')
  })
})
