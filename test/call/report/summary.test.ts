import assert from 'node:assert/strict'
import { test } from 'node:test'
import { summarize } from '../../../src/call/report/summary.ts'
import { calls, lab } from '../../turn/lab.ts'

test('a turn is summed up for people and for the model', async () => {
  const { clock, nap, deaf, engine } = lab()
  const run = engine([nap('a', 100), nap('b', 100), deaf('hang', Infinity, { timeoutMs: 150 })])
  const summary = summarize(await clock.run(run.execute(calls('a', 'b', 'hang', 'nope'))))
  assert.equal(summary.headline, 'partial: 2 of 4 calls ok in 150 ms, 2.3x faster than one by one')
  assert.equal(summary.outcome, 'partial')
  assert.deepEqual(
    summary.ok.map(({ id }) => id),
    ['c1', 'c2'],
  )
  assert.match(
    summary.errors,
    /^- hang \(c3\) timed-out: hang did not finish .*\n- nope \(c4\) failed: There is no tool/,
  )
})

test('the statistics add up', async () => {
  const { clock, nap, engine } = lab()
  const run = engine([nap('a', 100), nap('w', 50, { writes: 'x' })], { concurrency: 2 })
  const { stats } = await clock.run(run.execute(calls('a', 'w', 'w', 'a')))
  assert.equal(stats.wallMs, 150)
  assert.equal(stats.toolMs, 300)
  assert.equal(stats.speedup, 2)
  assert.equal(stats.peakConcurrency, 2)
  assert.deepEqual(stats.waitedMs, { conflict: 50, limit: 100 })
})

test('the critical path is the longest chain of calls that had to follow each other', async () => {
  const { clock, nap, engine } = lab()
  const run = engine([nap('w', 10, { writes: 'x' }), nap('free', 25)], { concurrency: 64 })
  const writes = Array<string>(40).fill('w')
  const { stats } = await clock.run(run.execute(calls('free', ...writes, 'free')))
  assert.equal(stats.criticalPathMs, 400)
})
