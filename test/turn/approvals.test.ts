import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ApprovalRequest } from '../../src/turn/waits/approval/approve.ts'
import { sleep } from '../../src/util/clock.ts'
import { calls, lab, statuses } from './lab.ts'

test('a call waits for its approval without a slot, and the others run meanwhile', async () => {
  const { clock, log, nap, engine } = lab()
  const run = engine([nap('pay', 10, { needsApproval: true }), nap('look', 10)], {
    concurrency: 1,
    approve: async () => {
      await sleep(clock, 100)
      return 'allow' as const
    },
  })
  const { results } = await clock.run(run.execute(calls('pay', 'look')))
  assert.deepEqual(log, ['0 start look', '10 end look', '100 start pay', '110 end pay'])
  assert.deepEqual(results[0]?.timing.waits, [
    { reason: 'approval', detail: undefined, startMs: 0, endMs: 100 },
  ])
})

test('a denial is a result that says why, and is not ok', async () => {
  const { clock, log, nap, engine } = lab()
  const run = engine([nap('pay', 10, { needsApproval: true })], {
    approve: () => ({ decision: 'deny', reason: 'Ask the owner first.' }),
  })
  const { results, outcome } = await clock.run(run.execute(calls('pay')))
  assert.equal(results[0]?.status, 'denied')
  assert.equal(results[0]?.content, 'pay was not run: Ask the owner first.')
  assert.equal(outcome, 'failed')
  assert.deepEqual(log, [])
})

test('identical questions of a turn are asked once', async () => {
  const { clock, nap, engine } = lab()
  const asked: unknown[] = []
  const run = engine([nap('pay', 10, { needsApproval: true })], {
    approve: async ({ call }) => {
      asked.push(call.input)
      await sleep(clock, 5)
      return 'allow' as const
    },
  })
  const inputs = [
    { to: 'a', sum: 1 },
    { sum: 1, to: 'a' },
    { to: 'b', sum: 1 },
  ]
  const { outcome } = await clock.run(
    run.execute(inputs.map((input, n) => ({ id: `c${n}`, name: 'pay', input }))),
  )
  assert.deepEqual(asked, [inputs[0], inputs[2]])
  assert.equal(outcome, 'complete')
})

test('whether a call needs approval may depend on its input; in doubt it does', async () => {
  const { clock, nap, engine } = lab()
  let asked = 0
  const large = nap('large', 1, { needsApproval: (input) => Number(input['sum']) > 100 })
  const odd = nap('odd', 1, {
    needsApproval: () => {
      throw new Error('cannot say')
    },
  })
  const run = engine([large, odd], {
    approve: () => {
      asked += 1
      return 'allow'
    },
  })
  await clock.run(run.execute([{ id: '1', name: 'large', input: { sum: 5 } }]))
  assert.equal(asked, 0)
  await clock.run(run.execute([{ id: '1', name: 'large', input: { sum: 500 } }, ...calls('odd')]))
  assert.equal(asked, 2)
})

test('an approval that throws, rejects or says nonsense is a denial', async () => {
  const { clock, nap, engine } = lab()
  const answers = [
    () => {
      throw new Error('no')
    },
    () => Promise.reject(new Error('no')),
    () => undefined,
    () => 'yes',
  ]
  for (const approve of answers) {
    const run = engine([nap('pay', 1, { needsApproval: true })], { approve: approve as never })
    assert.equal(statuses((await clock.run(run.execute(calls('pay')))).results), 'c1 denied')
  }
})

test('a cancelled call takes its question back, unless an identical one still waits', async () => {
  const { clock, nap, engine } = lab()
  let request: ApprovalRequest | undefined
  const run = engine([nap('pay', 1, { needsApproval: true })], {
    approve: (given) => {
      request = given
      return new Promise(() => {})
    },
  })
  const turn = run.turn()
  for (const call of calls('pay', 'pay')) turn.add(call)
  turn.commit()
  await clock.advance(1)
  turn.cancel('c1')
  assert.equal(request?.signal.aborted, false)
  turn.cancel('c2')
  assert.equal(request?.signal.aborted, true)
  assert.equal(statuses((await turn.report).results), 'c1 cancelled, c2 cancelled')
})

test('an approval that takes too long is a denial, and the turn has a deadline all the same', async () => {
  const { clock, nap, engine } = lab()
  const options = { approve: () => new Promise<never>(() => {}) }
  const tools = [nap('pay', 1, { needsApproval: true })]
  const late = await clock.run(
    engine(tools, { ...options, approvalTimeoutMs: 50 }).execute(calls('pay')),
  )
  assert.equal(statuses(late.results), 'c1 denied')
  const out = await clock.run(engine(tools, options).execute(calls('pay'), { deadlineMs: 80 }))
  assert.equal(statuses(out.results), 'c1 skipped')
  assert.equal(clock.now(), 130)
  assert.equal(clock.pendingTimers, 0)
})

test('a tool that needs approval on an engine without `approve` is refused at once', () => {
  const { nap, engine } = lab()
  assert.throws(
    () => engine([nap('pay', 1, { needsApproval: true })]),
    /the engine has no `approve`/,
  )
})

test('a read that needs approval does not start before the message is complete', async () => {
  const { clock, log, nap, engine } = lab()
  const turn = engine([nap('peek', 1, { reads: [], needsApproval: true })], {
    approve: () => 'allow',
  }).turn()
  turn.add({ id: 'c1', name: 'peek', input: {} })
  await clock.advance(10)
  assert.deepEqual(log, [])
  turn.commit()
  await clock.run(turn.report)
})
