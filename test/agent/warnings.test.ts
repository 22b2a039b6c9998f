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

test('encouragement: by a provider’s own procedure where it has one, else by the common one', () => {
  const claude = encouragement(anthropicCodec)
  assert.match(
    claude,
    /^<use_parallel_tool_calls>\n[^<]*one message[^<]*\n<\/use_parallel_tool_calls>$/,
  )
  for (const codec of [responsesCodec, codecs['openai-chat']]) {
    const steps = encouragement(codec).split('\n').slice(1)
    assert.deepEqual(
      steps.map((step) => step.slice(0, 9)),
      ['1. Decide', '2. Ask in', '3. Call o'],
    )
  }
  for (const name of ['gemini', 'bedrock', 'ollama', 'cohere'] as const)
    assert.match(encouragement(codecs[name]), /make all of them in one message/)
  // Each says where it ends, too: a call that guesses is worse than one that comes later.
  for (const codec of Object.values(codecs))
    assert.match(
      encouragement(codec),
      /needs the result|depend on an earlier result|cannot know the next/,
    )
})
