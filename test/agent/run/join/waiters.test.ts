import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Run } from '../../../../src/agent/contract.ts'
import type { ChatMessage } from '../../../../src/wire/openai-chat/message.ts'
import { joinLab, type JoinLab } from './lab.ts'

const script = [
  { calls: [{ id: 'a', name: 'slow' }] },
  { calls: [{ id: 'b', name: 'ask' }] },
  { text: 'Done.' },
]
const results = [{ callId: 'b', output: 'blue' }]

/** Ways in which a caller ends to wait for a run that is under way, with results for it. */
const ways: Readonly<Record<string, (lab: JoinLab) => Run<ChatMessage>>> = {
  'its signal fires': ({ agent, clock }) => {
    const gone = new AbortController()
    clock.setTimer(() => gone.abort(), 10, undefined)
    return agent.resume('r', { results, signal: gone.signal })
  },
  'its signal has fired before': ({ agent }) =>
    agent.resume('r', { results, signal: AbortSignal.abort() }),
  'its deadline passes': ({ agent }) => agent.run('Go.', { id: 'r', results, deadlineMs: 10 }),
  'its engine is suspended': ({ other, clock }) => {
    clock.setTimer(() => void other.engine.suspend(), 10, undefined)
    return other.agent.resume('r', { results })
  },
  'it has other messages': ({ agent }) => agent.run('Go away.', { id: 'r', results }),
}

describe('a run under way keeps its id when a caller no longer waits for it', () => {
  for (const [how, wait] of Object.entries(ways)) {
    test(`as ${how}: who asks for it next joins it`, async () => {
      const lab = joinLab(script)
      const { agent, clock, model, ran } = lab
      const first = agent.run('Go.', { id: 'r' })
      await clock.advance(20)
      const waiter = wait(lab)
      await clock.advance(20)
      await waiter.result.catch(() => {})
      const next = agent.run('Go.', { id: 'r' })
      const [one, two] = await clock.run(Promise.all([first.result, next.result]))
      assert.equal(one, two)
      assert.deepEqual([one.outcome, ran, model.requests.length], ['waiting', ['slow'], 2])
    })

    test(`as ${how}: who waited behind that one goes on when the run has ended`, async () => {
      const lab = joinLab(script)
      const { agent, clock, model, ran } = lab
      const first = agent.run('Go.', { id: 'r' })
      await clock.advance(20)
      const waiter = wait(lab)
      const behind = agent.resume('r', { results })
      await clock.advance(20)
      await waiter.result.catch(() => {})
      const last = agent.resume('r')
      const ends = await clock.run(Promise.all([first.result, behind.result, last.result]))
      assert.deepEqual(
        ends.map(({ outcome }) => outcome),
        ['waiting', 'answered', 'answered'],
      )
      assert.deepEqual([ran, model.requests.length], [['slow'], 3])
      assert.equal(clock.pendingTimers, 0)
    })
  }
})

test('a run that waited for one that failed before it had begun asks the journal itself', async () => {
  const { agent, clock } = joinLab(script)
  const unknown = agent.resume('r')
  const next = agent.run('Go.', { id: 'r', results })
  await assert.rejects(clock.run(unknown.result), { code: 'unknown_run' })
  await assert.rejects(clock.run(next.result), /Expected `results` to be of calls of the run/)
})

test('what a caller gives wrong concerns nobody who waits behind it', async () => {
  const { agent, clock, model } = joinLab(script)
  const first = agent.run('Go.', { id: 'r' })
  await clock.advance(20)
  const wrong = agent.run('Go.', { id: 'r', results: [{ callId: 'nope', output: 1 }] })
  const behind = [agent.run('Go.', { id: 'r' }), agent.run('Go.', { id: 'r' })]
  const refused = assert.rejects(wrong.result, /Expected `results` to be of calls of the run/)
  const ends = await clock.run(Promise.all([first.result, ...behind.map(({ result }) => result)]))
  await refused
  assert.deepEqual(
    ends.map(({ outcome }) => outcome),
    ['waiting', 'waiting', 'waiting'],
  )
  assert.equal(model.requests.length, 2)
  const last = await clock.run(agent.resume('r', { results }).result)
  assert.equal(last.outcome, 'answered')
})

test('behind one that gives up waiting for a run that is suspended, the next goes on with it, once', async () => {
  const { agent, clock, model, ran } = joinLab([script[0]!, { text: 'Done.' }])
  const first = agent.run('Go.', { id: 'r' })
  await clock.advance(20)
  first.suspend({ withinMs: 1_000 })
  const gone = new AbortController()
  const second = agent.run('Go.', { id: 'r', signal: gone.signal })
  const behind = [agent.run('Go.', { id: 'r' }), agent.run('Go.', { id: 'r' })]
  gone.abort()
  const ends = await clock.run(Promise.all([first, second, ...behind].map(({ result }) => result)))
  assert.deepEqual(
    ends.map(({ outcome }) => outcome),
    ['suspended', 'cancelled', 'answered', 'answered'],
  )
  assert.deepEqual([ran, model.requests.length, clock.pendingTimers], [['slow'], 2, 0])
})
