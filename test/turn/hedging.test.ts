import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ToolError } from '../../src/call/errors/error.ts'
import { tool, type AnyTool } from '../../src/call/tool.ts'
import type { Engine } from '../../src/turn/contract.ts'
import { sleep } from '../../src/util/clock.ts'
import { calls, lab, type Lab } from './lab.ts'

/** The n-th attempt takes `msOf(n)`; notes starts and aborts. */
function varying({ clock, log }: Lab, msOf: (attempt: number) => number, extra?: object): AnyTool {
  let attempts = 0
  return tool({
    name: 'vary',
    reads: [],
    hedge: true,
    ...extra,
    execute: async (_input, { signal }) => {
      const attempt = attempts
      attempts += 1
      log.push(`start ${attempt}`)
      try {
        await sleep(clock, msOf(attempt), signal)
      } catch (error) {
        log.push(`abort ${attempt}`)
        throw error
      }
      return attempt
    },
  })
}

const hundred = calls(...Array<string>(100).fill('vary'))

/** Two turns of a hundred calls, after which the tool is known and there is a budget. */
async function warmUp(it: Lab, run: Engine): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await it.clock.run(run.execute(hundred))
}

test('a straggler gets a second attempt, the first answer wins, and the other is aborted', async () => {
  const it = lab()
  const run = it.engine([varying(it, (n) => (n === 210 ? 10_000 : 10 + (n % 5)))])
  await warmUp(it, run)
  const before = it.clock.now()
  const { results } = await it.clock.run(run.execute(hundred.slice(0, 16)))
  const hedged = results.filter(({ attempts }) => attempts === 2)
  assert.deepEqual(
    hedged.map(({ id, status }) => [id, status]),
    [['c11', 'ok']],
  )
  assert.ok(it.log.includes('abort 210'))
  assert.ok(it.clock.now() - before < 40)
  assert.equal(it.clock.pendingTimers, 0)
})

test('while everything is slow, the budget keeps the extra attempts few', async () => {
  const it = lab()
  let slow = false
  const run = it.engine([varying(it, () => (slow ? 500 : 10))], { concurrency: 100 })
  await it.clock.run(run.execute(hundred))
  slow = true
  for (let turn = 0; turn < 5; turn += 1) await it.clock.run(run.execute(hundred))
  const starts = it.log.filter((line) => line.startsWith('start')).length
  assert.ok(starts > 600 && starts <= 600 * 1.06, `${starts} attempts for 600 calls`)
})

test('a hedge waits for its slot like anybody, and is not missed if the first comes back before', async () => {
  const it = lab()
  const run = it.engine([varying(it, (n) => (n >= 200 ? 60 : 10))], { concurrency: 1 })
  await warmUp(it, run)
  const { results } = await it.clock.run(run.execute(calls('vary', 'vary')))
  assert.deepEqual(
    results.map(({ attempts }) => attempts),
    [1, 1],
  )
  assert.equal(it.clock.pendingTimers, 0)
})

test('if one attempt fails, the other still counts; if both do, the call has failed', async () => {
  const it = lab()
  let attempts = 0
  const failing = (outcomes: (attempt: number) => boolean): AnyTool =>
    tool({
      name: 'vary',
      reads: [],
      hedge: true,
      execute: async () => {
        const attempt = (attempts += 1)
        await sleep(it.clock, attempt <= 200 ? 10 : 100)
        if (attempt > 200 && outcomes(attempt)) throw new Error(`attempt ${attempt}`)
        return attempt
      },
    })
  for (const [failsOf, status] of [
    [(attempt: number) => attempt === 201, 'ok'],
    [() => true, 'failed'],
  ] as const) {
    attempts = 0
    const run = it.engine([failing(failsOf)])
    await warmUp(it, run)
    const { results } = await it.clock.run(run.execute(calls('vary')))
    assert.equal(results[0]?.status, status)
    assert.ok((results[0]?.attempts ?? 0) > 1)
  }
})

test('cancelling a hedged call stops both attempts', async () => {
  const it = lab()
  const run = it.engine([varying(it, (n) => (n >= 200 ? 1_000 : 10))])
  await warmUp(it, run)
  const turn = run.turn()
  turn.add({ id: 'x', name: 'vary', input: {} })
  turn.commit()
  await it.clock.advance(100)
  turn.cancel()
  assert.equal((await it.clock.run(turn.report)).results[0]?.status, 'cancelled')
  assert.deepEqual(
    it.log.filter((line) => line.startsWith('abort')),
    ['abort 200', 'abort 201', 'abort 202'],
  )
  assert.equal(it.clock.pendingTimers, 0)
})

test('only a tool that changes nothing may be hedged', () => {
  assert.throws(() => tool({ name: 't', hedge: true, execute: () => {} }), /asks for `hedge`/)
})

test('a call whose service asks for a day of rest while its second attempt is in line ends by what it was told', async () => {
  const it = lab()
  let fails = false
  const limited = tool({
    name: 'vary',
    reads: [],
    limit: 'crm',
    hedge: true,
    execute: async () => {
      await sleep(it.clock, fails ? 100 : 10)
      if (fails) throw new ToolError('busy', { retryAfterMs: 86_400_000 })
    },
  })
  const run = it.engine([limited], { limits: { crm: { concurrency: 1 } } })
  await warmUp(it, run)
  fails = true
  const { results } = await it.clock.run(run.execute(calls('vary', 'vary')))
  assert.deepEqual(
    results.map(({ error, attempts }) => [error?.code, attempts]),
    [
      ['tool_error', 1],
      ['retry_after', 0],
    ],
  )
  assert.match(results[0]?.error?.message ?? '', /^busy\n.* Try again in 86400 s/)
})

test('a hedge that begins after a late write makes what the first attempt has read no younger', async () => {
  const it = lab()
  let slow = false
  let runs = 0
  const read = tool({
    name: 'read',
    reads: 'k',
    hedge: true,
    cache: { ttlMs: 10_000 },
    execute: async (_input: Record<string, unknown>, { signal }) => {
      runs += 1
      await sleep(it.clock, slow ? 40 : 10, signal)
    },
  })
  const late = tool({ name: 'late', writes: 'k', timeoutMs: 1, execute: () => sleep(it.clock, 10) })
  const run = it.engine([read, late], { graceMs: 1, concurrency: 100 })
  const readCall = (n: number) => ({ id: `${n}`, name: 'read', input: { n } })
  await it.clock.run(run.execute(Array.from({ length: 200 }, (_, n) => readCall(n))))
  await it.clock.run(run.execute(calls('late')))
  slow = true
  const { results } = await it.clock.run(run.execute([readCall(1_000)]))
  assert.ok((results[0]?.attempts ?? 0) > 1)
  slow = false
  const before = runs
  await it.clock.run(run.execute([readCall(1_000)]))
  assert.equal(runs, before + 1)
})
