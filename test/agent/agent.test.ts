import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RunError } from '../../src/agent/run/run-error.ts'
import { createAgent } from '../../src/agent/agent.ts'
import type { RunEvent } from '../../src/agent/contract.ts'
import { encouragement } from '../../src/agent/encourage.ts'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'
import { chatCodec } from '../../src/wire/openai-chat/codec.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { patienceMs } from '../support/until.ts'
import { agentLab, nap, providers } from './lab.ts'

const three = [{ name: 'a' }, { name: 'b' }, { name: 'c' }]
const tools = [nap('a', 30), nap('b', 20), nap('c', 10)]

for (const provider of providers)
  for (const stream of [true, false]) {
    test(`${provider}, ${stream ? 'streamed' : 'whole'}: calls are fanned out and folded back`, async (context) => {
      const script = [{ text: 'Looking. ', calls: three }, { text: 'Done.' }]
      const { agent, server } = await agentLab(context, provider, script, tools, { stream })
      const { text, outcome, stats, turns, messages } = await agent.run('Go.').result
      assert.equal(text, 'Done.')
      assert.equal(outcome, 'answered')
      assert.deepEqual(
        turns[0]?.results.map(({ content }) => content),
        ['a', 'b', 'c'],
      )
      assert.equal(stats.requests, 2)
      assert.equal(stats.calls, 3)
      assert.equal(stats.callsPerTurn, 3)
      assert.ok(stats.inputTokens > 0 && stats.outputTokens > 0)
      // The server rejects results that are missing, doubled or out of place, so this is the whole conversation.
      assert.equal(server.requests.length, 2)
      assert.equal(messages.length, provider === 'anthropic' ? 4 : 6)
    })
  }

for (const provider of providers) {
  test(`${provider}: one call takes the same path as many`, async (context) => {
    const script = [{ calls: [{ name: 'a' }] }, { calls: [{ name: 'b' }] }, { text: 'Done.' }]
    const { agent } = await agentLab(context, provider, script, tools)
    const { stats, turns } = await agent.run('Go.').result
    assert.equal(stats.requests, 3)
    assert.equal(stats.callsPerTurn, 1)
    assert.equal(turns.length, 2)
  })

  test(`${provider}: a tool that fails, one that hangs and one that works are all answered`, async (context) => {
    const broken = nap('broken', 0, {
      execute: () => {
        throw new Error('no luck')
      },
    })
    const hangs = nap('hangs', 0, { timeoutMs: 50, execute: () => new Promise(() => {}) })
    const script = [
      { calls: [{ name: 'broken' }, { name: 'hangs' }, { name: 'c' }, { name: 'nope' }] },
      { text: 'Understood.' },
    ]
    const { agent } = await agentLab(context, provider, script, [broken, hangs, nap('c', 10)])
    const { text, turns } = await agent.run('Go.').result
    assert.deepEqual(
      turns[0]?.results.map(({ status }) => status),
      ['failed', 'timed-out', 'ok', 'failed'],
    )
    assert.equal(text, 'Understood.')
  })

  test(`${provider}: parallel calls are encouraged, allowed or forbidden`, async (context) => {
    for (const parallel of ['encourage', 'allow', 'forbid'] as const) {
      const { agent, server } = await agentLab(context, provider, [{ text: 'Hi.' }], tools, {
        parallel,
      })
      await agent.run('Go.').result
      const body = server.requests[0]?.body as Record<string, unknown>
      const words = encouragement(provider === 'anthropic' ? anthropicCodec : chatCodec)
      const told = JSON.stringify(body).includes(JSON.stringify(words).slice(1, -1))
      assert.equal(told, parallel === 'encourage', parallel)
      const forbidden =
        provider === 'anthropic'
          ? (body['tool_choice'] as Record<string, unknown> | undefined)?.[
              'disable_parallel_tool_use'
            ]
          : body['parallel_tool_calls'] === false
      assert.equal(forbidden ?? false, parallel === 'forbid', parallel)
    }
  })

  test(`${provider}: a stream that breaks in a call is asked for again, and early results are kept`, async (context) => {
    let looks = 0
    const look = nap('look', 0, {
      reads: [],
      execute: () => {
        looks += 1
        return 'seen'
      },
    })
    const reply = { calls: [{ name: 'look' }, { name: 'a' }] }
    const script = [{ ...reply, break: { call: 1 } }, reply, { text: 'Done.' }]
    const { agent, server } = await agentLab(context, provider, script, [look, ...tools], {
      pace: { blockMs: 30 },
    })
    const { text, stats, turns } = await agent.run('Go.').result
    assert.equal(text, 'Done.')
    assert.equal(looks, 1)
    assert.equal(turns[0]?.results[0]?.content, 'seen')
    assert.equal(stats.requests, 3)
    assert.equal(stats.calls, 2)
    assert.equal(server.requests.length, 3)
  })

  test(`${provider}: a stream that always breaks ends the run, with nothing run and nothing kept of it`, async (context) => {
    const script = [{ calls: [{ name: 'a' }], break: { call: 0 }, times: 9 }]
    const { agent } = await agentLab(context, provider, script, tools, { streamRetries: 1 })
    const { outcome, messages, stats, turns } = await agent.run('Go.').result
    assert.equal(outcome, 'broken')
    assert.equal(messages.length, 1)
    assert.equal(stats.requests, 2)
    assert.ok(turns.every(({ results }) => results.every(({ attempts }) => attempts === 0)))
  })

  test(`${provider}: a message cut off by the token limit runs nothing; the model is told and goes on`, async (context) => {
    const script = [
      {
        calls: [{ name: 'a' }, { name: 'b', input: { long: 'x'.repeat(50) } }],
        stop: 'length' as const,
      },
      { text: 'Shorter now.' },
    ]
    const { agent } = await agentLab(context, provider, script, tools)
    const { text, turns } = await agent.run('Go.').result
    assert.deepEqual(
      turns[0]?.results.map(({ attempts }) => attempts),
      [0, 0],
    )
    assert.ok(turns[0]?.results.every(({ status }) => status !== 'ok'))
    assert.equal(text, 'Shorter now.')
  })

  for (const stream of [true, false])
    for (const stop of ['length', 'refusal'] as const)
      test(`${provider}, ${stream ? 'streamed' : 'whole'}: G6, not even reads run whose message ended in ${stop}`, async (context) => {
        let runs = 0
        const read = nap('read', 0, {
          reads: [],
          execute: () => {
            runs += 1
          },
        })
        const script = [{ calls: [{ name: 'read', input: { a: 1 } }], stop }, { text: 'Well.' }]
        const { agent } = await agentLab(context, provider, script, [read], { stream })
        const { turns } = await agent.run('Go.').result
        assert.equal(runs, 0)
        assert.ok(turns.every(({ results }) => results.every(({ status }) => status !== 'ok')))
      })

  test(`${provider}: a refusal ends the run`, async (context) => {
    const { agent } = await agentLab(context, provider, [{ text: 'No.', stop: 'refusal' }], tools)
    assert.equal((await agent.run('Go.').result).outcome, 'refusal')
  })

  test(`${provider}: an error of the server rejects with what was done until then`, async (context) => {
    for (const status of [429, 500]) {
      const script = [{ calls: three }, { status, message: 'Not now.', times: 9 }]
      const { agent } = await agentLab(context, provider, script, tools)
      await assert.rejects(agent.run('Go.').result, (error) => {
        assert.ok(error instanceof RunError)
        assert.match(error.message, /Request 2 to the model failed: .*Not now\./)
        assert.equal(error.result.turns[0]?.outcome, 'complete')
        assert.equal(error.result.messages.length, provider === 'anthropic' ? 3 : 5)
        return true
      })
    }
  })

  test(`${provider}: junk instead of a message ends in a clear outcome, not in a hang`, async (context) => {
    const script = [{ raw: '<h1>Bad gateway</h1>' }]
    const { agent } = await agentLab(context, provider, script, tools, { streamRetries: 0 })
    const ended = await agent.run('Go.').result.catch((error: unknown) => error)
    if (ended instanceof RunError) assert.match(ended.message, /model failed/)
    else assert.equal((ended as { outcome: string }).outcome, 'broken')
  })

  test(`${provider}: cancelling while tools run keeps what is done, and answers every call`, async (context) => {
    const script = [{ calls: [{ name: 'c' }, { name: 'slow' }] }, { text: 'never' }]
    const slow = nap('slow', patienceMs)
    const { agent, server } = await agentLab(context, provider, script, [...tools, slow])
    const run = agent.run('Go.')
    for await (const event of run)
      if (event.type === 'turn' && event.event.type === 'call.settled') run.cancel('Enough.')
    const { outcome, turns, messages } = await run.result
    assert.equal(outcome, 'cancelled')
    assert.deepEqual(
      turns[0]?.results.map(({ status }) => status),
      ['ok', 'cancelled'],
    )
    assert.equal(messages.length, provider === 'anthropic' ? 3 : 4)
    assert.equal(server.requests.length, 1)
  })

  test(`${provider}: a deadline ends a silent server and a slow turn`, async (context) => {
    const silent = await agentLab(context, provider, [{ hang: true }], tools)
    const { outcome } = await silent.agent.run('Go.', { deadlineMs: 100 }).result
    assert.equal(outcome, 'deadline')
    const script = [{ calls: [{ name: 'c' }, { name: 'slow' }] }, { text: 'never' }]
    const clock = virtualClock()
    const slowTools = [...tools, nap('slow', patienceMs)]
    const slow = await agentLab(context, provider, script, slowTools, { engineOptions: { clock } })
    const run = slow.agent.run('Go.', { deadlineMs: 300 })
    for await (const event of run)
      if (event.type === 'turn' && event.event.type === 'call.settled') await clock.advance(300)
    const ended = await run.result
    assert.equal(ended.outcome, 'deadline')
    assert.deepEqual(
      ended.turns[0]?.results.map(({ status }) => status),
      ['ok', 'timed-out'],
    )
  })
}

test('maxTurns ends a model that never stops calling', async (context) => {
  const script = () => ({ calls: [{ name: 'c' }] })
  const { agent } = await agentLab(context, 'anthropic', script, tools, { maxTurns: 3 })
  const { outcome, stats } = await agent.run('Go.').result
  assert.equal(outcome, 'max-turns')
  assert.equal(stats.requests, 3)
})

test("whenAllFail 'stop' ends a run whose calls all failed", async (context) => {
  const script = [{ calls: [{ name: 'x' }, { name: 'y' }] }, { text: 'Sorry.' }]
  const stopping = await agentLab(context, 'openai', script, tools, { whenAllFail: 'stop' })
  assert.equal((await stopping.agent.run('Go.').result).outcome, 'all-failed')
  const telling = await agentLab(context, 'openai', script, tools)
  assert.equal((await telling.agent.run('Go.').result).text, 'Sorry.')
})

test('a run tells its requests, words and calls as they happen', async (context) => {
  const script = [{ text: 'Looking.', calls: [{ name: 'c' }] }, { text: 'Done.' }]
  const { agent } = await agentLab(context, 'anthropic', script, tools)
  const seen: string[] = []
  let text = ''
  const label = (event: RunEvent): string => (event.type === 'turn' ? event.event.type : event.type)
  for await (const event of agent.run('Go.')) {
    if (event.type === 'text') text += event.text
    else seen.push(label(event))
  }
  assert.equal(text, 'Looking.Done.')
  assert.deepEqual(
    seen.filter((type) => type !== 'call.waiting'),
    [
      'request',
      'call.received',
      'message',
      'turn.committed',
      'call.started',
      'call.settled',
      'turn.settled',
      'request',
      'message',
    ],
  )
})

test('calls that only read run while the message still streams', async (context) => {
  const script = [{ calls: [{ name: 'r' }, { name: 'r' }, { name: 'w' }] }, { text: 'Done.' }]
  const { agent } = await agentLab(
    context,
    'anthropic',
    script,
    [nap('r', 60, { reads: [] }), nap('w', 10)],
    { pace: { blockMs: 60 } },
  )
  const seen: string[] = []
  for await (const event of agent.run('Go.')) {
    if (event.type === 'message') seen.push('message')
    if (event.type === 'turn' && event.event.type === 'call.started')
      seen.push(`start ${event.event.index}`)
  }
  assert.deepEqual(seen, ['start 0', 'start 1', 'message', 'start 2', 'message'])
})

test('calls that only read run however long the message still takes', async (context) => {
  const calls = [{ name: 'r' }, { name: 'r', blockMs: patienceMs }]
  const { agent } = await agentLab(context, 'anthropic', [{ calls }], [nap('r', 0, { reads: [] })])
  const run = agent.run('Go.')
  const seen: string[] = []
  for await (const event of run) {
    if (event.type === 'message') seen.push('message')
    if (event.type !== 'turn' || event.event.type !== 'call.settled') continue
    seen.push(event.event.result.status)
    run.cancel()
  }
  assert.equal((await run.result).outcome, 'cancelled')
  assert.equal(seen[0], 'ok')
})

test('wrong options are refused at once, in one sentence', () => {
  const engine = createEngine({ tools: [] })
  const model = { name: 'm', codec: {}, send: async () => ({}) }
  const make =
    (options: object): (() => unknown) =>
    () =>
      createAgent({ engine, model, ...options } as never)
  assert.throws(make({ engine: undefined }), /Expected `engine` to be made by createEngine\(\)/)
  assert.throws(make({ model: 'gpt' }), /Expected `model` to be a model/)
  assert.throws(make({ maxTurns: 0 }), /Expected `maxTurns` to be a positive integer, got `0`/)
  assert.throws(make({ parallel: 'yes' }), /Expected `parallel` to be 'encourage' or 'allow'/)
  assert.throws(() => createAgent({ engine, model } as never).run(7 as never), /got `7`/)
})

for (const provider of providers)
  test(`${provider}: a turn's deadline counts from the end of its message`, async (context) => {
    const script = [{ calls: [{ name: 'hangs' }, { name: 'quick' }] }, { text: 'Done.' }]
    const { agent } = await agentLab(
      context,
      provider,
      script,
      [nap('hangs', 60_000), nap('quick', 1)],
      // The message takes longer to come than its calls may take.
      { pace: { blockMs: 100 }, turnDeadlineMs: 150 },
    )
    const { text, turns } = await agent.run('Go.').result
    assert.equal(text, 'Done.')
    assert.deepEqual(
      turns[0]?.results.map(({ status, error }) => [status, error?.code]),
      [
        ['timed-out', 'deadline'],
        ['ok', undefined],
      ],
    )
  })
