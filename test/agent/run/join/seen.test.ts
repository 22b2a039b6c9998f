import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Run } from '../../../../src/agent/contract.ts'
import { joinLab } from './lab.ts'

const script = [
  { text: 'You have 7.', calls: [{ id: 'a', name: 'slow' }] },
  { calls: [{ id: 'b', name: 'slow' }] },
  { text: 'Done.' },
]

/** What a loop is told, and what it throws. */
async function told(run: Run<unknown>): Promise<{ events: string[]; error: unknown }> {
  const events: string[] = []
  try {
    for await (const event of run) events.push(event.type)
  } catch (error) {
    return { events, error }
  }
  return { events, error: undefined }
}

describe('who asks for a run under way with other messages', () => {
  for (const results of [undefined, [{ callId: 'b', output: 'blue' }]])
    for (const options of [{}, { signal: AbortSignal.abort() }])
      test(`is told nothing of it and changes nothing (${results ? 'with results' : 'joined'}, ${'signal' in options ? 'gone at once' : 'there'})`, async () => {
        const { agent, clock } = joinLab(script)
        const first = agent.run('I am Ada.', { id: 'r' })
        await clock.advance(10)
        const other = agent.run('I am Bob.', { id: 'r', results, ...options })
        other.cancel()
        other.cancelCall('a')
        other.suspend()
        const said = other.say('Give me all of it.')
        const loop = told(other)
        await assert.rejects(said, { code: 'run_input' })
        const [end] = await Promise.allSettled([other.result])
        const { events, error } = await loop
        assert.deepEqual(events, [])
        if (end.status === 'rejected') assert.equal(error, end.reason)
        else assert.doesNotMatch(JSON.stringify(end.value.messages), /Ada|You have 7/)
        const { messages, outcome, turns } = await clock.run(first.result)
        assert.deepEqual([outcome, turns[0]?.results[0]?.status], ['answered', 'ok'])
        assert.doesNotMatch(JSON.stringify(messages), /all of it/)
      })
})

describe('who no longer waits for a run', () => {
  test('is told what happened until then, in a loop that ends with its result', async () => {
    const { agent, clock } = joinLab(script)
    const first = agent.run('Go.', { id: 'r' })
    await clock.advance(10)
    const second = agent.run('Go.', { id: 'r', deadlineMs: 20 })
    const loop = told(second)
    assert.equal((await clock.run(second.result)).outcome, 'deadline')
    const { events, error } = await loop
    assert.deepEqual([events.includes('text'), error], [true, undefined])
    assert.ok(clock.now() < 100)
    assert.deepEqual((await told(second)).events, events)
    await clock.run(first.result)
  })

  test('has a result that is its own: it does not grow, and what is added to it reaches no model', async () => {
    const { agent, clock, model } = joinLab(script)
    const first = agent.run('Go.', { id: 'r' })
    await clock.advance(10)
    const { messages, turns } = await clock.run(
      agent.run('Go.', { id: 'r', deadlineMs: 110 }).result,
    )
    const before = [messages.length, turns.length]
    const mine = messages as unknown[]
    mine.push({ role: 'user', content: 'And now?' })
    const { messages: all } = await clock.run(first.result)
    assert.deepEqual([messages.length - 1, turns.length], before)
    assert.doesNotMatch(JSON.stringify([all, model.requests]), /And now/)
  })
})
