import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent, createEngine, memoryJournal, tool, UsageError } from '../../../src/index.ts'
import { scriptedModel, sleep, virtualClock } from '../../../src/testing/index.ts'

/** A run in virtual time whose calls take as long as their input says. */
function world() {
  const clock = virtualClock()
  const wait = tool({
    name: 'wait',
    inputSchema: { type: 'object', properties: { ms: { type: 'number' } }, required: ['ms'] },
    reads: [],
    timeoutMs: 1e9,
    execute: async ({ ms }, { signal }) => {
      await sleep(clock, ms, signal)
      return ms
    },
  })
  const call = (id: string, ms: number) => ({ id, name: 'wait', input: { ms } })
  const model = scriptedModel({
    script: [{ calls: [call('a', 10), call('b', 1e6), call('c', 30)] }, { text: 'Done.' }],
    clock,
  })
  const journal = memoryJournal()
  const engine = createEngine({ tools: [wait], clock, journal })
  return { clock, model, agent: createAgent({ engine, model }) }
}

describe('run.cancelCall', () => {
  test('cancels one call: the others end, and the model is told and goes on', async () => {
    const { clock, model, agent } = world()
    const run = agent.run('go')
    await clock.advance(20)
    run.cancelCall('b', 'The user does not want it.')
    const { outcome, turns } = await clock.run(run.result)
    assert.equal(outcome, 'answered')
    assert.deepEqual(
      turns[0]?.results.map(({ id, status }) => [id, status]),
      [
        ['a', 'ok'],
        ['b', 'cancelled'],
        ['c', 'ok'],
      ],
    )
    assert.equal(clock.now(), 30)
    assert.match(JSON.stringify(model.requests[1]?.body), /The user does not want it\./)
  })

  test('also where the run is joined, by its id', async () => {
    const { clock, agent } = world()
    const run = agent.run('go', { id: 'r' })
    await clock.advance(5)
    const joined = agent.run('go', { id: 'r' })
    joined.cancelCall('b')
    assert.equal((await clock.run(joined.result)).turns[0]?.results[1]?.status, 'cancelled')
    assert.equal((await run.result).outcome, 'answered')
  })

  test('does nothing to a call that is not there or has its result, before the first turn, or after the run', async () => {
    const { clock, agent } = world()
    const run = agent.run('go')
    run.cancelCall('b')
    await clock.advance(20)
    run.cancelCall('a')
    run.cancelCall('none')
    const { turns } = await clock.run(run.result)
    assert.deepEqual(
      turns[0]?.results.map(({ status }) => status),
      ['ok', 'ok', 'ok'],
    )
    run.cancelCall('a')
  })

  test('says what is no id and no reason', () => {
    const run = world().agent.run('go')
    assert.throws(() => run.cancelCall(5 as never), UsageError)
    assert.throws(() => run.cancelCall('a', 5 as never), /reason.*run\.cancelCall/)
    assert.throws(() => run.cancel(5 as never), UsageError)
    run.cancel()
  })
})
