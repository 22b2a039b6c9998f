import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anthropicRequest } from '../../src/wire/anthropic/request.ts'
import { chatRequest } from '../../src/wire/openai-chat/request.ts'

const tools = [{ name: 'f' }]
const messages = [{ role: 'user', content: 'Hi' }]
const plain = { messages, tools, parallel: 'allow' as const }
const claude = { model: 'claude', max_tokens: 100 }
const gpt = { model: 'gpt' }

test('an Anthropic request streams, and has the user’s own parameters', () => {
  assert.deepEqual(anthropicRequest({ ...claude, temperature: 0 }, plain), {
    ...claude,
    temperature: 0,
    stream: true,
    messages,
    tools,
  })
  assert.equal(anthropicRequest({ ...claude, stream: false }, plain).stream, false)
})

for (const [name, system, expected] of [
  ['no system prompt', undefined, 'Be brief.'],
  ['a system prompt', 'You are.', 'You are.\n\nBe brief.'],
  [
    'system blocks',
    [{ type: 'text', text: 'You are.', cache_control: { type: 'ephemeral' } }],
    [
      { type: 'text', text: 'You are.', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: 'Be brief.' },
    ],
  ],
] as const)
  test(`instructions with ${name}: last, so that a cached prefix stays`, () => {
    const params = system === undefined ? claude : { ...claude, system }
    const body = anthropicRequest(params, { ...plain, instructions: 'Be brief.' })
    assert.deepEqual(body.system, expected)
    assert.equal(anthropicRequest(params, plain).system, system)
  })

test('Anthropic’s switch against several calls, beside the user’s tool choice', () => {
  const choice = (parallel: 'encourage' | 'allow' | 'forbid', tool_choice?: object): unknown =>
    anthropicRequest(tool_choice ? { ...claude, tool_choice } : claude, { ...plain, parallel })
      .tool_choice
  assert.equal(choice('encourage'), undefined)
  assert.deepEqual(choice('allow', { type: 'any' }), { type: 'any' })
  assert.deepEqual(choice('forbid'), { type: 'auto', disable_parallel_tool_use: true })
  assert.deepEqual(choice('forbid', { type: 'tool', name: 'f' }), {
    type: 'tool',
    name: 'f',
    disable_parallel_tool_use: true,
  })
  assert.deepEqual(choice('forbid', { type: 'none' }), { type: 'none' })
})

test('Anthropic’s container: the live one wins, and keeps the skills of the one that was given', () => {
  const container = (given: unknown, live?: string): unknown =>
    anthropicRequest(given === undefined ? claude : { ...claude, container: given as object }, {
      ...plain,
      ...(live !== undefined && { carried: { container: live } }),
    }).container
  const skills = [{ type: 'anthropic', skill_id: 'xlsx' }]
  assert.equal(container(undefined), undefined)
  assert.equal(container('c0'), 'c0')
  assert.equal(container(undefined, 'c1'), 'c1')
  assert.equal(container('c0', 'c1'), 'c1')
  assert.equal(container(null, 'c1'), 'c1')
  assert.deepEqual(container({ skills }), { skills })
  assert.deepEqual(container({ id: 'c0', skills }, 'c1'), { id: 'c1', skills })
})

test('fields of Anthropic’s for tools of the engine', () => {
  const toolFields = { f: { allowed_callers: ['code_execution_20260120'] } }
  const body = anthropicRequest({ ...claude, toolFields }, plain)
  assert.deepEqual(body.tools, [{ name: 'f', ...toolFields.f }])
  assert.equal('toolFields' in body, false)
})

test('without tools neither request speaks of them', () => {
  const none = { messages, tools: [], parallel: 'forbid' as const }
  const choice = { tool_choice: { type: 'auto' } }
  assert.deepEqual(anthropicRequest({ ...claude, ...choice }, none), {
    ...claude,
    stream: true,
    messages,
  })
  assert.deepEqual(chatRequest({ ...gpt, ...choice, stream: false }, none), {
    ...gpt,
    stream: false,
    messages,
  })
})

test('the provider’s own tools stand before the engine’s', () => {
  const own = [{ type: 'web_search_20250305', name: 'web_search' }]
  assert.deepEqual(anthropicRequest({ ...claude, tools: own }, plain).tools, [...own, ...tools])
  assert.deepEqual(chatRequest({ ...gpt, tools: own }, plain).tools, [...own, ...tools])
})

test('a chat request streams with its counts, and has the user’s own parameters', () => {
  assert.deepEqual(chatRequest({ ...gpt, seed: 1 }, plain), {
    ...gpt,
    seed: 1,
    stream: true,
    stream_options: { include_usage: true },
    messages,
    tools,
  })
  assert.equal('stream_options' in chatRequest({ ...gpt, stream_options: null }, plain), false)
  assert.equal('stream_options' in chatRequest({ ...gpt, stream: false }, plain), false)
})

test('OpenAI’s switch for several calls', () => {
  const set = (
    parallel: 'encourage' | 'allow' | 'forbid',
    params: { model?: string; parallel_tool_calls?: boolean | null } = {},
  ): unknown => chatRequest({ ...gpt, ...params }, { ...plain, parallel }).parallel_tool_calls
  assert.equal(set('encourage'), true)
  assert.equal(set('allow'), undefined)
  assert.equal(set('forbid'), false)
  assert.equal(set('encourage', { parallel_tool_calls: false }), false)
  assert.equal(set('forbid', { parallel_tool_calls: true }), false)
  assert.equal(set('encourage', { parallel_tool_calls: null }), undefined)
  assert.equal(set('encourage', { model: 'o3-mini' }), undefined)
  assert.equal(set('encourage', { model: 'openai/o1' }), undefined)
  assert.equal(set('encourage', { model: 'o365' }), true)
})

for (const [name, first, expected] of [
  ['no system message', [], [{ role: 'system', content: 'Be brief.' }]],
  [
    'a system message',
    [{ role: 'system', content: 'You are.' }],
    [{ role: 'system', content: 'You are.\n\nBe brief.' }],
  ],
  [
    'a developer message in parts',
    [{ role: 'developer', content: [{ type: 'text', text: 'You are.' }] }],
    [
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'You are.' },
          { type: 'text', text: 'Be brief.' },
        ],
      },
    ],
  ],
] as const)
  test(`chat instructions with ${name}: one system message, the added text last`, () => {
    const conversation = [...first, ...messages]
    const before = structuredClone(conversation)
    const parts = { ...plain, messages: conversation, instructions: 'Be brief.' }
    assert.deepEqual(chatRequest(gpt, parts).messages, [...expected, ...messages])
    assert.deepEqual(conversation, before)
    assert.equal(chatRequest(gpt, { ...plain, messages: conversation }).messages, conversation)
  })
