import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAgent } from '../../src/agent/agent.ts'
import { encouragement } from '../../src/agent/encourage.ts'
import { createEngine } from '../../src/turn/engine.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'
import { codecs } from '../../src/testing/conformance/codec/codecs.ts'
import { responsesCodec } from '../../src/wire/openai-responses/codec.ts'
import type { AnthropicMessage } from '../../src/wire/anthropic/message.ts'
import { agentLab, nap } from './lab.ts'

const tools = [nap('a', 0), nap('b', 0)]
// It stands still, so that no tool is seen to hold the event loop, as a pause of the machine makes it look.
const clock = virtualClock()
const call = (id: string): object => ({ type: 'tool_use', id, name: 'a', input: {} })
const answer = (id: string): object => ({
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: id, content: 'Fine.' }],
})
const split = [
  { role: 'user', content: 'Go.' },
  { role: 'assistant', content: [call('x'), call('y')] },
  answer('x'),
  answer('y'),
  { role: 'assistant', content: 'Fine.' },
  { role: 'user', content: 'Again.' },
]
const script = [
  { calls: [{ name: 'a' }, { name: 'b' }] },
  { calls: [{ name: 'a' }] },
  { text: 'Done.' },
]

test('a run on a history that teaches the model not to make parallel calls warns, once', async () => {
  let requests = 0
  const model = {
    name: 'claude',
    codec: anthropicCodec,
    send: async () => {
      requests += 1
      const content = requests === 1 ? [call('z')] : [{ type: 'text', text: 'Done.' }]
      return { role: 'assistant', content, stop_reason: requests === 1 ? 'tool_use' : 'end_turn' }
    },
  }
  const agent = createAgent({ engine: createEngine({ tools, clock }), model })
  const { warnings, outcome } = await agent.run(split as AnthropicMessage[]).result
  assert.equal(outcome, 'answered')
  assert.equal(requests, 2)
  assert.equal(warnings.length, 1)
  assert.match(
    warnings[0] ?? '',
    /split over several user messages: messages\[2\] and messages\[3\]/,
  )
})

test('a run on a question has nothing to warn of, whatever its own turns add', async (context) => {
  const { agent } = await agentLab(context, 'anthropic', script, tools, {
    engineOptions: { clock },
  })
  const { warnings, stats } = await agent.run('Go.').result
  assert.deepEqual(warnings, [])
  // Three calls in two messages; the answer, which has none, does not count.
  assert.equal(stats.callsPerTurn, 1.5)
})

test('a format that answers each call by itself has nothing to warn of', async (context) => {
  const more = [...script, { text: 'Again.' }]
  const { agent } = await agentLab(context, 'openai', more, tools, { engineOptions: { clock } })
  const first = await agent.run('Go.').result
  const { warnings } = await agent.run([...first.messages, { role: 'user', content: 'And?' }])
    .result
  assert.deepEqual(warnings, [])
})

test('encouragement: a provider’s own words where it has some, else the common ones', () => {
  assert.match(encouragement(anthropicCodec), /invoke all relevant tools simultaneously/)
  assert.match(encouragement(responsesCodec), /^Parallelize tool calls whenever possible\./)
  for (const name of ['openai-chat', 'gemini', 'bedrock', 'ollama', 'cohere'] as const)
    assert.match(encouragement(codecs[name]), /make all of them in one message/)
  for (const codec of Object.values(codecs))
    assert.match(encouragement(codec), /one after another only when a call needs the result/)
})
