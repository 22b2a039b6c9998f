import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tool } from '../../../src/call/tool.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { holdings } from '../../../src/turn/holdings.ts'
import { sleep } from '../../../src/util/clock.ts'

const call = { id: 'a', name: 'slow', input: {} }

/** A read that takes longer than anybody waits, and how often it began. */
function lab() {
  const clock = virtualClock()
  const state = { began: 0 }
  const execute = (_: unknown, { signal }: { signal: AbortSignal }) => {
    state.began += 1
    return sleep(clock, 1_000, signal)
  }
  const slow = tool({ name: 'slow', reads: 'x', coalesce: true, execute: execute as never })
  return { clock, state, engine: createEngine({ tools: [slow], clock }) }
}

test('of many identical calls with one deadline one runs, and not one after the other as the deadline passes', async () => {
  const { clock, state, engine } = lab()
  const turns = Array.from({ length: 50 }, () => engine.execute([call], { deadlineMs: 100 }))
  const reports = await clock.run(Promise.all(turns))
  assert.equal(state.began, 1)
  assert.ok(reports.every(({ results }) => results[0]?.error?.code === 'deadline'))
  assert.ok(Object.values(holdings(engine)).every((count) => count === 0))
})

test('who has the time leads on, whoever stood before', async () => {
  const { clock, state, engine } = lab()
  const short = [1, 2].map(() => engine.execute([call], { deadlineMs: 100 }))
  const long = engine.execute([call], { deadlineMs: 5_000 })
  const last = engine.execute([call], { deadlineMs: 100 })
  const reports = await clock.run(Promise.all([...short, long, last]))
  assert.deepEqual(
    reports.map(({ results }) => results[0]?.status),
    ['timed-out', 'skipped', 'ok', 'skipped'],
  )
  assert.equal(state.began, 2)
})
