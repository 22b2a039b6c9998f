import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tool } from '../../src/call/tool.ts'
import { sleep } from '../../src/util/clock.ts'
import { calls, lab, statuses } from './lab.ts'

describe('G4: no turn outlives its deadline by more than the grace', () => {
  test('what has finished is kept, what runs is timed out, what waits is skipped', async () => {
    const { clock, nap, engine } = lab()
    const run = engine([nap('quick', 10), nap('slow', 500)], { concurrency: 2 })
    const turn = run.execute(calls('quick', 'slow', 'slow', 'slow'), { deadlineMs: 100 })
    const { results, outcome } = await clock.run(turn)
    assert.equal(statuses(results), 'c1 ok, c2 timed-out, c3 timed-out, c4 skipped')
    assert.equal(results[3]?.error?.code, 'deadline')
    assert.equal(outcome, 'partial')
    assert.equal(clock.now(), 100)
  })

  test('a deaf tool that writes is given the grace, and no more', async () => {
    const { clock, deaf, engine } = lab()
    const run = engine([deaf('deaf', Infinity, { writes: 'file/x' })], { graceMs: 300 })
    const { results } = await clock.run(run.execute(calls('deaf'), { deadlineMs: 100 }))
    assert.equal(results[0]?.status, 'timed-out')
    assert.equal(clock.now(), 400)
  })

  test('a write that ends within the grace is told as it was: done', async () => {
    const { clock, deaf, engine } = lab()
    const run = engine([deaf('late', 150, { writes: 'file/x' })])
    const { results } = await clock.run(run.execute(calls('late'), { deadlineMs: 100 }))
    assert.equal(statuses(results), 'c1 ok')
    assert.equal(clock.now(), 150)
  })

  test('while the deaf writer has its grace, nothing that conflicts starts', async () => {
    const { clock, log, deaf, nap, engine } = lab()
    const run = engine([
      deaf('deaf', 400, { writes: 'file/x', timeoutMs: 100 }),
      nap('next', 10, { writes: 'file/x' }),
    ])
    await clock.run(run.execute(calls('deaf', 'next')))
    assert.deepEqual(log, ['0 start deaf', '400 end deaf', '400 start next', '410 end next'])
  })

  test('every attempt has a time-out, 120 s if nobody says', async () => {
    const { clock, deaf, engine } = lab()
    const { results } = await clock.run(engine([deaf('deaf', Infinity)]).execute(calls('deaf')))
    assert.equal(results[0]?.status, 'timed-out')
    assert.equal(clock.now(), 120_000)
  })

  test('the deadline also ends a turn whose stream never ends', async () => {
    const { clock, nap, engine } = lab()
    const turn = engine([nap('nap', 10)], { graceMs: 200 }).turn({ deadlineMs: 100 })
    turn.add({ id: 'c1', name: 'nap', input: {} })
    const { results } = await clock.run(turn.report)
    assert.equal(statuses(results), 'c1 skipped')
    assert.equal(clock.now(), 300)
  })

  test('no retry is waited for that would come after the deadline', async () => {
    const { clock, engine } = lab()
    const flaky = tool({
      name: 'flaky',
      reads: [],
      retries: 5,
      execute: async () => {
        await sleep(clock, 10)
        throw Object.assign(new Error('busy'), { status: 503, headers: { 'retry-after': '60' } })
      },
    })
    const { results } = await clock.run(
      engine([flaky]).execute(calls('flaky'), { deadlineMs: 1_000 }),
    )
    assert.equal(results[0]?.status, 'failed')
    assert.equal(clock.now(), 10)
  })

  test('a signal that fires for lack of time counts as a deadline', async () => {
    const { clock, nap, engine } = lab()
    const controller = new AbortController()
    const turn = engine([nap('nap', 100)]).execute(calls('nap'), { signal: controller.signal })
    await clock.advance(10)
    controller.abort(new DOMException('too late', 'TimeoutError'))
    assert.equal(statuses((await clock.run(turn)).results), 'c1 timed-out')
  })
})
