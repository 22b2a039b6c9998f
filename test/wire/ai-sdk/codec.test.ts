import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aiSdkCodec } from '../../../src/wire/ai-sdk/codec.ts'
import {
  call,
  finish,
  preview,
  reasoning,
  start,
  text,
  toolCall,
  usage,
} from '../support/ai-sdk-parts.ts'
import { brief, decode } from '../support/decode.ts'
import { madeId } from '../support/made-id.ts'

const signed = { openai: { itemId: 'rs_1', reasoningEncryptedContent: 'abc' } }
const image = { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } }
const search = call('srv_1', 'web_search', '{"query":"x"}', {
  providerExecuted: true,
  providerMetadata: { anthropic: { caller: 'direct' } },
})
const found = {
  type: 'tool-result',
  toolCallId: 'srv_1',
  toolName: 'web_search',
  result: [{ url: 'u' }],
}

const golden = [
  ...start,
  ...reasoning('r', signed, 'Two ', 'lookups.'),
  ...text('t', 'Loo', 'king.'),
  search,
  { ...found, preliminary: true, result: [] },
  found,
  { type: 'source', sourceType: 'url', id: 's', url: 'u' },
  image,
  { type: 'custom', kind: 'openai.compaction', providerMetadata: { openai: { itemId: 'c' } } },
  ...toolCall('a', 'get_customer', '{"customer', 'Id": 12', '34}'),
  ...toolCall('b', 'list_tickets'),
  { type: 'raw', rawValue: { x: 1 } },
  finish('tool-calls', 'tool_use'),
]
const message = {
  role: 'assistant',
  content: [
    { type: 'reasoning', text: 'Two lookups.', providerOptions: signed },
    { type: 'text', text: 'Looking.' },
    {
      type: 'tool-call',
      toolCallId: 'srv_1',
      toolName: 'web_search',
      input: { query: 'x' },
      providerExecuted: true,
      providerOptions: { anthropic: { caller: 'direct' } },
    },
    {
      type: 'tool-result',
      toolCallId: 'srv_1',
      toolName: 'web_search',
      output: { type: 'json', value: [{ url: 'u' }] },
    },
    image,
    { type: 'custom', kind: 'openai.compaction', providerOptions: { openai: { itemId: 'c' } } },
    { type: 'tool-call', toolCallId: 'a', toolName: 'get_customer', input: { customerId: 1234 } },
    { type: 'tool-call', toolCallId: 'b', toolName: 'list_tickets', input: {} },
  ],
}
const calls = [
  { id: 'a', name: 'get_customer', input: { customerId: 1234 } },
  { id: 'b', name: 'list_tickets', input: {} },
]

test('a stream becomes its message, its calls, its words and its counts', () => {
  const { reading, told, text: words, reasoning: thoughts } = decode(aiSdkCodec, golden)
  assert.deepEqual(reading, {
    messages: [message],
    calls,
    text: 'Looking.',
    stop: { kind: 'calls', raw: 'tool_use', message: 'The model stopped to call tools.' },
    usage: { inputTokens: 120, outputTokens: 48 },
  })
  assert.deepEqual(told, calls)
  assert.equal(words, 'Looking.')
  assert.equal(thoughts, 'Two lookups.')
})

test('the whole result reads the same', () => {
  const content = [
    { type: 'reasoning', text: 'Two lookups.', providerMetadata: signed },
    { type: 'text', text: 'Looking.' },
    search,
    found,
    { type: 'source', sourceType: 'url', id: 's', url: 'u' },
    image,
    { type: 'custom', kind: 'openai.compaction', providerMetadata: { openai: { itemId: 'c' } } },
    call('a', 'get_customer', '{"customerId": 1234}'),
    call('b', 'list_tickets', ''),
  ]
  const finishReason = { unified: 'tool-calls', raw: 'tool_use' }
  const whole = { content, finishReason, usage, response: { id: 'msg_1' }, warnings: [] }
  assert.deepEqual(aiSdkCodec.read(whole), decode(aiSdkCodec, golden).reading)
})

test('a call is told when the model says something else, not when it is whole', () => {
  const one = [...start, ...toolCall('a', 'f', '{}')]
  const ends = [{ type: 'text-end', id: 't' }, { type: 'source', id: 's' }, { type: 'raw' }]
  assert.deepEqual(decode(aiSdkCodec, [...one, ...ends]).early, [])
  const open = [...start, { type: 'text-start', id: 't' }, call('a', 'f', '{}')]
  const nothing = { type: 'text-delta', id: 't', delta: '' }
  assert.deepEqual(decode(aiSdkCodec, [...open, nothing]).early, [])
  assert.equal(decode(aiSdkCodec, [...open, { ...nothing, delta: 'x' }]).early.length, 1)
  for (const next of [
    { type: 'text-start', id: 't' },
    { type: 'tool-input-start', id: 'b', toolName: 'f' },
    call('b', 'f', '{}'),
    image,
    finish('tool-calls'),
  ])
    assert.equal(decode(aiSdkCodec, [...one, next]).early.length, 1, next.type)
  for (const kind of ['length', 'content-filter', 'stop'])
    assert.deepEqual(decode(aiSdkCodec, [...one, finish(kind)]).early, [], kind)
})

test('calls that are previewed side by side keep the order in which they began', () => {
  const [beginA, ...restA] = preview('a', 'f', '{"n":', '1}')
  const [beginB, ...restB] = preview('b', 'f', '{"n":2}')
  const both = [...start, beginA, beginB, ...restB, call('b', 'f', '{"n":2}'), ...restA]
  const { reading, told, early } = decode(aiSdkCodec, both)
  assert.equal(reading.stop.kind, 'broken')
  assert.deepEqual([told, early], [[], []])
  const end = [call('a', 'f', '{"n":1}'), finish('tool-calls')]
  assert.deepEqual(brief(decode(aiSdkCodec, [...both, ...end]).told), [
    ['a', 'f', { n: 1 }],
    ['b', 'f', { n: 2 }],
  ])
})

test('a call that the provider runs, or has answered, is never ours', () => {
  const events = [
    ...start,
    { type: 'tool-input-start', id: 'x', toolName: 'mcp', providerExecuted: true },
    call('x', 'mcp', '{}'),
    call('y', 'search', '{}'),
    { type: 'tool-result', toolCallId: 'y', toolName: 'search', result: 'no', isError: true },
    ...text('t', 'Done.'),
    finish('stop', 'end_turn'),
  ]
  const { reading, told } = decode(aiSdkCodec, events)
  assert.deepEqual([reading.stop.kind, reading.calls, told], ['answer', [], []])
  assert.deepEqual(reading.messages[0]?.content.slice(0, 3), [
    { type: 'tool-call', toolCallId: 'x', toolName: 'mcp', input: {}, providerExecuted: true },
    { type: 'tool-call', toolCallId: 'y', toolName: 'search', input: {} },
    {
      type: 'tool-result',
      toolCallId: 'y',
      toolName: 'search',
      isError: true,
      output: { type: 'error-json', value: 'no' },
    },
  ])
})

test('missing and doubled ids are mended in the message and the calls alike', () => {
  const content = [call('', 'f', '{}'), call('a', 'f', '{}'), call('a', 'g', '{}')]
  const result = { content, finishReason: 'tool-calls', response: { id: 'msg_1' } }
  const { calls: read, messages } = aiSdkCodec.read(result)
  const ids = read.map(({ id }) => id)
  assert.deepEqual(ids, [madeId('msg_1', 1), 'a', madeId('msg_1', 3)])
  const parts = (messages[0]?.content ?? []) as { toolCallId: string }[]
  assert.deepEqual(
    parts.map(({ toolCallId }) => toolCallId),
    ids,
  )
})

test('arguments named __proto__ stay data; those that are no object are answered, and go back as {}', () => {
  const content = [
    call('a', 'f', '{"__proto__":{"x":1}}'),
    call('b', 'f', '{"n":'),
    call('c', 'f', '[1]'),
  ]
  const { calls: read, messages } = aiSdkCodec.read({ content, finishReason: 'tool-calls' })
  assert.deepEqual(Object.keys(read[0]?.input as object), ['__proto__'])
  assert.deepEqual(
    read.map(({ invalid }) => invalid?.reason),
    [undefined, 'json', 'shape'],
  )
  const parts = (messages[0]?.content ?? []) as { input: unknown }[]
  assert.deepEqual(
    parts.slice(1).map(({ input }) => input),
    [{}, {}],
  )
})
