import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import { close, delta, open, start, stop, text, toolUse } from '../support/anthropic-events.ts'
import { brief, decode } from '../support/decode.ts'

const read = (events: Iterable<unknown>, error?: unknown) => decode(anthropicCodec, events, error)

test('text without a visible character is left out, for Anthropic refuses it', () => {
  const { reading } = read([
    start(),
    ...text(0),
    ...text(1, '\n\n'),
    ...toolUse(2, 'a', 'f', '{}'),
    ...stop('tool_use'),
  ])
  assert.deepEqual(reading.messages[0]?.content, [
    { type: 'tool_use', id: 'a', name: 'f', input: {} },
  ])
})

test('a doubled or missing id is replaced, in the call and in the message alike', () => {
  const { reading, told } = read([
    start(),
    ...toolUse(0, 'a', 'f', '{"n":1}'),
    ...toolUse(1, 'a', 'f', '{"n":2}'),
    ...toolUse(2, '', 'f', '{"n":3}'),
    ...stop('tool_use'),
  ])
  const ids = reading.calls.map(({ id }) => id)
  assert.equal(ids[0], 'a')
  assert.equal(new Set(ids).size, 3)
  for (const id of ids) assert.match(id, /^[a-zA-Z0-9_-]+$/)
  const blocks = reading.messages[0]?.content as { id: string }[]
  assert.deepEqual(
    blocks.map(({ id }) => id),
    ids,
  )
  assert.deepEqual(told, reading.calls)
})

test('arguments that are no JSON are invalid, and sent back as an empty object', () => {
  const { reading } = read([start(), ...toolUse(0, 'a', 'f', '{"n": 1,,}'), ...stop('tool_use')])
  assert.equal(reading.stop.kind, 'calls')
  assert.equal(reading.calls[0]?.invalid?.reason, 'json')
  assert.match(reading.calls[0].invalid.message, /at character 8/)
  assert.deepEqual(reading.messages[0]?.content, [
    { type: 'tool_use', id: 'a', name: 'f', input: {} },
  ])
})

test('arguments of the wrong shape are invalid, and sent back as an empty object', () => {
  const { reading } = read([start(), ...toolUse(0, 'a', 'f', '[1]'), ...stop('tool_use')])
  assert.equal(reading.calls[0]?.invalid?.reason, 'shape')
  assert.deepEqual(reading.messages[0]?.content, [
    { type: 'tool_use', id: 'a', name: 'f', input: {} },
  ])
})

test('a call without a name, or with one that no tool can have, is sent back with one that can', () => {
  const { reading } = read([
    start(),
    ...toolUse(0, 'a', '', '{}'),
    ...toolUse(1, 'b', 'fs.read file', '{}'),
    ...stop('tool_use'),
  ])
  assert.deepEqual(
    reading.calls.map(({ name }) => name),
    ['unnamed_tool', 'fs.read file'],
  )
  const blocks = reading.messages[0]?.content as { name: string }[]
  assert.deepEqual(
    blocks.map(({ name }) => name),
    ['unnamed_tool', 'fs_read_file'],
  )
})

test('whole arguments in the start of a block, as an object or as text', () => {
  const { reading } = read([
    start(),
    open(0, { type: 'tool_use', id: 'a', name: 'f', input: { n: 1 } }),
    close(0),
    open(1, { type: 'tool_use', id: 'b', name: 'f', input: '{"n":2}' }),
    close(1),
    ...stop('tool_use'),
  ])
  assert.deepEqual(brief(reading.calls), [
    ['a', 'f', { n: 1 }],
    ['b', 'f', { n: 2 }],
  ])
  const blocks = reading.messages[0]?.content as { input: unknown }[]
  assert.deepEqual(blocks[1]?.input, { n: 2 })
})

test('server tools and their results pass through and are never calls', () => {
  const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }
  const found = {
    type: 'web_search_tool_result',
    tool_use_id: 'srvtoolu_1',
    content: [{ type: 'web_search_result', url: 'https://x', encrypted_content: 'Ab==' }],
  }
  const { reading, told } = read([
    start(),
    open(0, search),
    delta(0, { type: 'input_json_delta', partial_json: '{"query": "rain"}' }),
    close(0),
    open(1, found),
    close(1),
    ...text(2, 'It rains.'),
    ...stop('end_turn'),
  ])
  assert.equal(reading.stop.kind, 'answer')
  assert.deepEqual(told, [])
  assert.deepEqual(reading.messages[0]?.content, [
    { ...search, input: { query: 'rain' } },
    found,
    { type: 'text', text: 'It rains.' },
  ])
})

test('citations, unknown blocks, unknown fields and unknown deltas are kept', () => {
  const citation = { type: 'char_location', cited_text: 'x', document_index: 0 }
  const caller = { type: 'direct' }
  const { reading } = read([
    start(),
    open(0, { type: 'text', text: '', citations: [] }),
    delta(0, { type: 'citations_delta', citation }),
    delta(0, { type: 'text_delta', text: 'x' }),
    close(0),
    open(1, { type: 'compaction', content: null }),
    delta(1, { type: 'compaction_delta', content: 'So ' }),
    delta(1, { type: 'compaction_delta', content: 'far.' }),
    close(1),
    open(2, { type: 'tool_use', id: 'a', name: 'f', input: {}, caller }),
    close(2),
    ...stop('tool_use'),
  ])
  assert.deepEqual(reading.messages[0]?.content, [
    { type: 'text', text: 'x', citations: [citation] },
    { type: 'compaction', content: 'So far.' },
    { type: 'tool_use', id: 'a', name: 'f', input: {}, caller },
  ])
})

test('index 0 for every block, or no index, is read in order', () => {
  for (const index of [0, undefined as unknown as number]) {
    const { reading } = read([
      start(),
      ...text(index, 'Hi'),
      ...toolUse(index, 'a', 'f', '{"n":1}'),
      ...toolUse(index, 'b', 'f', '{"n":2}'),
      ...stop('tool_use'),
    ])
    assert.deepEqual(brief(reading.calls), [
      ['a', 'f', { n: 1 }],
      ['b', 'f', { n: 2 }],
    ])
    assert.equal(reading.text, 'Hi')
  }
})

test('events are never changed', () => {
  const events = [
    start(),
    open(0, { type: 'text', text: '', citations: [] }),
    delta(0, { type: 'citations_delta', citation: { a: 1 } }),
    close(0),
    open(1, { type: 'x', list: [] }),
    delta(1, { type: 'x_delta', list: [1] }),
    close(1),
    ...stop('end_turn'),
  ]
  const before = structuredClone(events)
  read(events)
  assert.deepEqual(events, before)
})

test('counts that come late, or as 0 again, are the greatest ones', () => {
  const { reading } = read([
    start({ usage: { input_tokens: 0, output_tokens: 0 } }),
    ...text(0, 'x'),
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn' },
      usage: { input_tokens: 12, cache_read_input_tokens: 3, output_tokens: 4 },
    },
    { type: 'message_delta', delta: {}, usage: { input_tokens: 0, output_tokens: 0 } },
    { type: 'message_stop' },
  ])
  assert.deepEqual(reading.usage, { inputTokens: 15, outputTokens: 4 })
})
