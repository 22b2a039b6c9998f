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

/** A service that is down, and a healthy tool, under one limit: both get a start every half a second. */
function shared() {
  const { clock, engine } = lab()
  const breaker = { consecutiveFailures: 1, openMs: 60_000 }
  const down = (): never => {
    throw Object.assign(new Error('down'), { status: 503 })
  }
  const tools = [
    tool({ name: 'down', limit: 'api', breaker, execute: down }),
    tool({ name: 'up', limit: 'api', execute: () => 'up' }),
  ] as AnyTool[]
  return { clock, run: engine(tools, { limits: { api: { perSecond: 2 } } }) }
}

test('calls to an open breaker wait for no limit, and spend none', async () => {
  const { clock, run } = shared()
  await clock.run(run.execute(calls('down')))
  const beganMs = clock.now()
  const refused = await run.execute(calls(...Array<string>(8).fill('down')))
  assert.deepEqual(
    refused.results.map(({ error }) => error?.code),
    Array(8).fill('breaker_open'),
  )
  assert.equal(clock.now(), beganMs)
  // The next start of the limit is the healthy tool's.
  await clock.run(run.execute(calls('up')))
  assert.equal(clock.now(), 500)
})

test('those in line when it opens do not go on waiting, and others of the limit do', async () => {
  const { clock, run } = shared()
  const report = run.execute(calls('down', 'down', 'up', 'down', 'up'))
  await clock.advance(0)
  const { results } = await clock.run(report)
  assert.deepEqual(
    results.map(({ error }) => error?.code),
    ['tool_threw', 'breaker_open', undefined, 'breaker_open', undefined],
  )
  // Two starts after the first one, not four.
  assert.equal(clock.now(), 1_000)
})

test('nor do those that a pause keeps back', async () => {
  const { clock, engine } = lab()
  let attempts = 0
  const busy = tool({
    name: 'busy',
    limit: 'api',
    breaker: { consecutiveFailures: 1, openMs: 60_000 },
    execute: () => {
      attempts += 1
      throw Object.assign(new Error('busy'), { status: 503, headers: { 'retry-after': '20' } })
    },
  }) as AnyTool
  const own = engine([busy], { limits: { api: {} } })
  await clock.run(own.execute(calls('busy')))
  const { results } = await own.execute(calls('busy', 'busy'))
  assert.deepEqual([attempts, results[1]?.error?.code, clock.now()], [1, 'breaker_open', 0])
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
