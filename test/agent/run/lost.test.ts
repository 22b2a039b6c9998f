import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { Agent, AgentOptions } from '../../../src/agent/contract.ts'
import { tool } from '../../../src/call/tool.ts'
import { memoryJournal } from '../../../src/journal/memory.ts'
import { openai } from '../../../src/openai.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { virtualClock, type VirtualClock } from '../../../src/testing/virtual-clock.ts'
import type { ChatMessage } from '../../../src/wire/openai-chat/message.ts'

const completion = (message: object, finish_reason: string): object => ({
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }],
})
const announced = completion({ content: 'I look it up.' }, 'tool_calls')
const written = completion(
  { content: '<tool_call>\n{"name": "look", "arguments": {}}\n</tool_call>' },
  'stop',
)
const called = completion(
  {
    content: null,
    tool_calls: [{ id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } }],
  },
  'tool_calls',
)
const answered = completion({ content: 'Done.' }, 'stop')

interface Lab {
  readonly agent: Agent<ChatMessage>
  readonly clock: VirtualClock
  /** The conversations of the requests. */
  readonly sent: object[][]
  ran: number
}

function lab(
  responses: readonly unknown[],
  options: Partial<Omit<AgentOptions<ChatMessage>, 'engine' | 'model'>> = {},
  journal?: ReturnType<typeof memoryJournal>,
): Lab {
  const clock = virtualClock()
  const sent: object[][] = []
  const send = ({ messages }: Record<string, unknown>): unknown => {
    sent.push([...(messages as object[])])
    return responses[sent.length - 1]
  }
  const look = tool({ name: 'look', reads: 'x', execute: () => void (state.ran += 1) })
  const engine = createEngine({ tools: [look], clock, ...(journal && { journal }) })
  const model = openai.chat.model(send, { model: 'm' })
  const state: Lab = { agent: createAgent({ engine, model, ...options }), clock, sent, ran: 0 }
  return state
}

for (const [name, response, why] of [
  ['it announces calls and has none', announced, /no call came/],
  ['its words hold a call', written, /hold a call of look that was not read/],
] as const)
  test(`a message is no answer if ${name}: the run is lost, and says the likely cause`, async () => {
    const { agent, sent } = lab([response])
    const { outcome, warnings } = await agent.run('Go.').result
    assert.equal(outcome, 'lost')
    assert.equal(warnings.length, 1)
    assert.match(warnings[0] ?? '', why)
    assert.equal(sent.length, 1)
  })

test('lost calls are asked for again if the agent says so, and leave nothing in the conversation', async () => {
  const one = lab([announced, written, called, answered], { whenCallsLost: 'retry' })
  const run = one.agent.run('Go.')
  await one.clock.advance(60_000)
  const { outcome, warnings, messages } = await run.result
  assert.equal(outcome, 'answered')
  assert.deepEqual(warnings, [])
  assert.equal(one.ran, 1)
  assert.deepEqual(one.sent[2], one.sent[0])
  assert.equal(messages.length, 4)
})

test('lost calls are asked for again only so often, and then the run is lost', async () => {
  const one = lab([announced, announced, announced], { whenCallsLost: 'retry', streamRetries: 2 })
  const run = one.agent.run('Go.')
  await one.clock.advance(60_000)
  const { outcome, warnings } = await run.result
  assert.equal(outcome, 'lost')
  assert.equal(warnings.length, 1)
  assert.equal(one.sent.length, 3)
})

test('lost calls that a budget leaves no request for are like a stream that broke: the run may go on with more', async () => {
  const journal = memoryJournal()
  const usage = { prompt_tokens: 30, completion_tokens: 3 }
  const script = [{ ...announced, usage }, called, answered]
  const one = lab(script, { whenCallsLost: 'retry', maxTokens: 5 }, journal)
  const first = await one.clock.run(one.agent.run('Go.', { id: 'r' }).result)
  assert.deepEqual(
    [first.outcome, first.budget?.name, first.messages.length, one.sent.length],
    ['budget', 'maxTokens', 1, 1],
  )
  const again = await one.clock.run(one.agent.resume('r', { maxTokens: 1_000 }).result)
  assert.deepEqual([again.outcome, again.messages.length, one.ran], ['answered', 4, 1])
})

test('words of a call of no tool, or in a block of code, are words', async () => {
  for (const content of [
    '<tool_call>{"name": "other", "arguments": {}}</tool_call>',
    'Write it so:\n```\n<tool_call>{"name": "look"}</tool_call>\n```',
  ]) {
    const { outcome } = await lab([completion({ content }, 'stop')]).agent.run('Go.').result
    assert.equal(outcome, 'answered')
  }
})

test('an ending that nobody knows is an answer with a warning', async () => {
  const { agent } = lab([completion({ content: 'Four.' }, 'guardrail')])
  const { outcome, warnings } = await agent.run('Go.').result
  assert.equal(outcome, 'answered')
  assert.match(warnings[0] ?? '', /"guardrail"/)
})

test('a stream that falls silent is broken, and asked for again', async () => {
  const silent = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('data: {"choices":[]}\n\n')),
  })
  const one = lab([silent, answered], { idleTimeoutMs: 30_000 })
  const run = one.agent.run('Go.')
  await one.clock.advance(29_999)
  assert.equal(one.sent.length, 1)
  await one.clock.advance(60_000)
  const { outcome, text } = await run.result
  assert.equal(outcome, 'answered')
  assert.equal(text, 'Done.')
  assert.equal(one.sent.length, 2)
})

test('a stream that says nothing at all is no reason to wait for ever', async () => {
  const one = lab([new ReadableStream(), answered])
  const run = one.agent.run('Go.')
  await one.clock.advance(299_999)
  assert.equal(one.sent.length, 1)
  await one.clock.advance(60_000)
  assert.equal((await run.result).outcome, 'answered')
})

test('a lost run is over: to resume it asks for nothing', async () => {
  const journal = memoryJournal()
  const one = lab([announced], {}, journal)
  assert.equal((await one.agent.run('Go.', { id: 'r' }).result).outcome, 'lost')
  const two = lab([answered], {}, journal)
  assert.equal((await two.agent.resume('r').result).outcome, 'lost')
  assert.equal(two.sent.length, 0)
})
