import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AnyTool } from '../../src/call/tool.ts'
import { calls, lab, statuses, type Lab } from './lab.ts'

function tools({ nap }: Lab): AnyTool[] {
  return [
    nap('read', 10, { reads: 'x' }),
    nap('pure', 10, { reads: [] }),
    nap('write', 10, { writes: 'x' }),
    nap('both', 10, { reads: 'x', writes: 'y' }),
    nap('undeclared', 10),
  ]
}

describe('G6: nothing starts that the model did not finish saying', () => {
  test('before the commit only calls that declare reads alone start', async () => {
    const it = lab()
    const turn = it.engine(tools(it)).turn()
    for (const call of calls('read', 'pure', 'write', 'both', 'undeclared')) turn.add(call)
    await it.clock.advance(100)
    assert.deepEqual(it.log, ['0 start read', '0 start pure', '10 end read', '10 end pure'])
    turn.commit()
    const report = await it.clock.run(turn.report)
    assert.equal(report.outcome, 'complete')
    assert.equal(report.results[4]?.timing.waits[0]?.reason, 'commit')
    assert.equal(report.results[4]?.timing.waits[0]?.endMs, 100)
  })

  test('an early read waits for an earlier write of what it reads', async () => {
    const it = lab()
    const turn = it.engine(tools(it)).turn()
    for (const call of calls('write', 'read')) turn.add(call)
    await it.clock.advance(50)
    assert.deepEqual(it.log, [])
    turn.commit()
    await it.clock.run(turn.report)
    assert.deepEqual(it.log, ['50 start write', '60 end write', '60 start read', '70 end read'])
  })

  test('a discarded turn runs nothing more, lets go of what runs, and keeps what is done', async () => {
    const it = lab()
    const slow = it.nap('slow', 100, { reads: [] })
    const turn = it.engine([...tools(it), slow]).turn()
    for (const call of calls('read', 'slow', 'write', 'undeclared')) turn.add(call)
    await it.clock.advance(20)
    turn.discard('The message was cut off.')
    const { results } = await it.clock.run(turn.report)
    assert.equal(statuses(results), 'c1 ok, c2 cancelled, c3 skipped, c4 skipped')
    assert.match(String(results[2]?.content), /write was not run: The message was cut off\./)
    assert.equal(it.clock.now(), 20)
    turn.commit()
    await it.clock.advance(100)
    assert.ok(!it.log.some((line) => line.endsWith('start write')))
  })

  test('the message sent in its stead takes over what had finished early, once', async () => {
    const it = lab()
    const engine = it.engine(tools(it))
    const first = engine.turn()
    first.add({ id: 'a', name: 'read', input: { b: 1, a: 2 } })
    await it.clock.advance(20)
    first.discard('The stream broke.')
    await first.report
    const again = engine.turn({ adopt: first })
    again.add({ id: 'x', name: 'read', input: { a: 2, b: 1 } })
    again.add({ id: 'y', name: 'read', input: { a: 2, b: 1 } })
    again.commit()
    const { results } = await it.clock.run(again.report)
    assert.deepEqual(
      results.map(({ id, content, attempts }) => [id, content, attempts]),
      [
        ['x', 'read', 0],
        ['y', 'read', 1],
      ],
    )
  })

  test('a result is not taken over by a call that must see an earlier write', async () => {
    const it = lab()
    const engine = it.engine(tools(it))
    const first = engine.turn()
    first.add({ id: 'a', name: 'read', input: {} })
    await it.clock.advance(20)
    first.discard('The stream broke.')
    const again = engine.turn({ adopt: first })
    for (const call of calls('write', 'read')) again.add(call)
    again.commit()
    const { results } = await it.clock.run(again.report)
    assert.equal(results[1]?.attempts, 1)
  })

  test('add after the commit is refused', async () => {
    const it = lab()
    const turn = it.engine(tools(it)).turn()
    turn.commit()
    assert.throws(() => turn.add({ id: 'c', name: 'pure', input: {} }), /before the turn's end/)
    assert.equal((await it.clock.run(turn.report)).outcome, 'complete')
  })
})
