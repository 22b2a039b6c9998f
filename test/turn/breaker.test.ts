import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import { calls, lab, statuses } from './lab.ts'

test('after too many failures calls fail at once, with the time to try again; a probe closes it', async () => {
  const { clock, engine } = lab()
  let down = true
  let attempts = 0
  const flaky = tool({
    name: 'flaky',
    breaker: { consecutiveFailures: 3, openMs: 5_000 },
    execute: () => {
      attempts += 1
      if (down) throw Object.assign(new Error('down'), { status: 503 })
      return 'up'
    },
  })
  const run = engine([flaky], { concurrency: 1 })
  const { results } = await clock.run(run.execute(calls(...Array<string>(6).fill('flaky'))))
  assert.equal(attempts, 3)
  assert.deepEqual(
    results.map(({ error }) => error?.code),
    ['tool_threw', 'tool_threw', 'tool_threw', 'breaker_open', 'breaker_open', 'breaker_open'],
  )
  assert.match(String(results[5]?.content), /Try again in 5 s/)
  assert.deepEqual(results[5]?.attempts, 0)

  down = false
  await clock.advance(5_000)
  const after = await clock.run(run.execute(calls('flaky', 'flaky')))
  assert.equal(statuses(after.results), 'c1 ok, c2 ok')
})

test('failures that are the call’s own fault do not open it', async () => {
  const { clock, engine } = lab()
  let attempts = 0
  const picky = tool({
    name: 'picky',
    breaker: { consecutiveFailures: 2 },
    execute: () => {
      attempts += 1
      throw Object.assign(new Error('no such customer'), { status: 404 })
    },
  })
  await clock.run(engine([picky]).execute(calls(...Array<string>(5).fill('picky'))))
  assert.equal(attempts, 5)
})

test('a limit’s breaker counts the failures of all its tools, and stops them all', async () => {
  const { clock, engine } = lab()
  let down = true
  const attempts: string[] = []
  const flaky = (name: string, limit?: string): AnyTool =>
    tool({
      name,
      limit,
      execute: () => {
        attempts.push(name)
        if (down && limit !== undefined) throw Object.assign(new Error('down'), { status: 503 })
        return 'up'
      },
    }) as AnyTool
  const tools = [flaky('a', 'crm'), flaky('b', 'crm'), flaky('c')]
  const limits = { crm: { breaker: { consecutiveFailures: 2, openMs: 5_000 } } }
  const run = engine(tools, { concurrency: 1, limits })
  const { results } = await clock.run(run.execute(calls('a', 'b', 'a', 'b', 'c')))
  assert.deepEqual(attempts, ['a', 'b', 'c'])
  assert.deepEqual(
    results.map(({ error }) => error?.code),
    ['tool_threw', 'tool_threw', 'breaker_open', 'breaker_open', undefined],
  )
  down = false
  await clock.advance(5_000)
  const after = await clock.run(run.execute(calls('b', 'a')))
  assert.equal(statuses(after.results), 'c1 ok, c2 ok')
})

test('wrong options are told at the border', () => {
  const named =
    (options: object): (() => unknown) =>
    () =>
      tool({ name: 'x', execute: () => 'x', ...options })
  assert.throws(named({ breaker: { failureRate: 2 } }), {
    message:
      'Expected `breaker.failureRate` of tool "x" to be a number above 0 and at most 1, got `2`.',
  })
  assert.throws(named({ breaker: 5 }), /to be true, false or \{ .* \}, got `5`/)
  assert.throws(named({ hedge: { quantile: 95 } }), /quantile.* above 0 and at most 1, got `95`/)
  const { engine } = lab()
  assert.throws(
    () => engine([], { limits: { crm: { breaker: { openMs: -1 } } } }),
    /limits\.crm\.breaker\.openMs/,
  )
})
