import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anthropicCodec } from '../../src/wire/anthropic.ts'
import { close, delta, open, start, stop, text, toolUse } from './support/anthropic-events.ts'
import { brief, decode } from './support/decode.ts'

const read = (events: Iterable<unknown>, error?: unknown) => decode(anthropicCodec, events, error)

test('text without a visible character is left out, for Anthropic refuses it', () => {
  const { reading } = read([
    start(),
    ...text(0),
    ...text(1, '\n\n'),
    ...toolUse(2, 'a', 'f', '{}'),
    ...stop('tool_use'),
  ])
  assert.deepEqual(reading.message?.content, [{ type: 'tool_use', id: 'a', name: 'f', input: {} }])
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
  const blocks = reading.message?.content as { id: string }[]
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
  assert.deepEqual(reading.message?.content, [{ type: 'tool_use', id: 'a', name: 'f', input: {} }])
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
  const blocks = reading.message?.content as { name: string }[]
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
  const blocks = reading.message?.content as { input: unknown }[]
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
  assert.deepEqual(reading.message?.content, [
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
  assert.deepEqual(reading.message?.content, [
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

test('a message cut off by the token limit: nothing of it is certain, its last call is truncated', () => {
  const { reading, told } = read([
    start(),
    ...toolUse(0, 'a', 'f', '{"n":1}'),
    ...toolUse(1, 'b', 'f', '{"n": 2, "text": "so'),
    ...stop('max_tokens'),
  ])
  assert.equal(reading.stop.kind, 'length')
  assert.deepEqual(
    told.map(({ id }) => id),
    ['a'],
  )
  assert.equal(reading.calls[0]?.invalid, undefined)
  assert.equal(reading.calls[1]?.invalid?.reason, 'truncated')
  assert.equal(reading.calls[1].invalid.text, '{"n": 2, "text": "so')
  const blocks = reading.message?.content as { input: unknown }[]
  assert.deepEqual(blocks[1]?.input, {})
})

test('a call of which the limit left only the name is truncated', () => {
  const { reading } = read([start(), ...toolUse(0, 'a', 'f'), ...stop('max_tokens')])
  assert.equal(reading.calls[0]?.invalid?.reason, 'truncated')
})

test('of a cut-off message, what is of no use in part is not sent back', () => {
  const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: {} }
  const { reading } = read([
    start(),
    ...text(0, 'Let me think.'),
    open(1, search),
    close(1),
    open(2, { type: 'thinking', thinking: 'Hm', signature: '' }),
    close(2),
    ...stop('max_tokens'),
  ])
  assert.deepEqual(reading.message?.content, [{ type: 'text', text: 'Let me think.' }])
})

test('a paused turn is sent back with its unanswered server tool', () => {
  const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { q: 1 } }
  const { reading } = read([start(), open(0, search), close(0), ...stop('pause_turn')])
  assert.equal(reading.stop.kind, 'paused')
  assert.deepEqual(reading.message?.content, [search])
})

test('a refusal after a call runs nothing', () => {
  const { reading } = read([start(), ...toolUse(0, 'a', 'f', '{}'), ...stop('refusal')])
  assert.equal(reading.stop.kind, 'refusal')
})

test('a missing message_stop does no harm once the stop reason came, nor does an error after it', () => {
  const [conclusion] = stop('tool_use')
  const events = [start(), ...toolUse(0, 'a', 'f', '{}'), conclusion]
  assert.equal(read(events).reading.stop.kind, 'calls')
  assert.equal(read(events, new Error('terminated')).reading.stop.kind, 'calls')
})

test('a missing stop reason does no harm once message_stop came', () => {
  const events = [start(), ...toolUse(0, 'a', 'f', '{}'), { type: 'message_stop' }]
  assert.equal(read(events).reading.stop.kind, 'calls')
})

test('an error event breaks the message, and says what the provider said', () => {
  const { reading } = read([
    start(),
    ...text(0, 'Hi'),
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    ...stop('end_turn'),
  ])
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /Overloaded \(overloaded_error\)/)
})

test('a stream that ends in the middle, or by an error, is broken', () => {
  const events = [start(), ...toolUse(0, 'a', 'f', '{}')]
  assert.match(read(events).reading.stop.message, /The stream ended before the message did/)
  const { stop: end } = read(events, new Error('socket hang up.')).reading
  assert.equal(end.kind, 'broken')
  assert.match(end.message, /socket hang up\.$/)
})

const spliced: readonly [string, readonly unknown[]][] = [
  ['a second message begins', [start()]],
  ['a block begins twice', [open(1, { type: 'tool_use', id: 'b', name: 'f', input: {} })]],
  ['a part comes of a block that never began', [delta(7, { type: 'text_delta', text: 'x' })]],
  [
    'a part comes of a block that has closed',
    [delta(0, { type: 'input_json_delta', partial_json: '1' })],
  ],
]
for (const [name, events] of spliced)
  test(`a stream in which ${name} was spliced: nothing after it counts`, () => {
    const { reading, told } = read([
      start(),
      ...toolUse(0, 'a', 'f', '{"n":1}'),
      open(1, { type: 'tool_use', id: 'b', name: 'f', input: {} }),
      delta(1, { type: 'input_json_delta', partial_json: '{"n":' }),
      ...events,
      delta(1, { type: 'input_json_delta', partial_json: '2}' }),
      close(1),
      ...stop('tool_use'),
    ])
    assert.equal(reading.stop.kind, 'broken')
    assert.deepEqual(brief(told), [['a', 'f', { n: 1 }]])
    assert.equal(reading.calls[1]?.invalid?.reason, 'truncated')
  })

test('a stream without its start is broken', () => {
  assert.equal(read([...text(0, 'x'), ...stop('end_turn')]).reading.stop.kind, 'broken')
})

test('calls made by a server tool’s code may come with the start of the message', () => {
  const made = {
    type: 'tool_use',
    id: 'toolu_1',
    name: 'roll',
    input: { n: 1 },
    caller: { type: 'code_execution_20250825', tool_id: 'srvtoolu_1' },
  }
  const { reading } = read([start({ content: [made] }), ...stop('tool_use')])
  assert.deepEqual(brief(reading.calls), [['toolu_1', 'roll', { n: 1 }]])
  assert.deepEqual(reading.message?.content, [made])
})

test('calls that their code has used already are not run', () => {
  const response = {
    role: 'assistant',
    content: [
      { type: 'server_tool_use', id: 's', name: 'code_execution', input: {} },
      { type: 'tool_use', id: 'a', name: 'roll', input: {}, caller: { tool_id: 's' } },
      { type: 'code_execution_tool_result', tool_use_id: 's', content: {} },
      { type: 'text', text: 'Done.' },
    ],
  }
  const done = anthropicCodec.read({ ...response, stop_reason: 'end_turn' })
  assert.equal(done.stop.kind, 'answer')
  assert.equal(done.calls.length, 1)
  const waiting = anthropicCodec.read({ ...response, stop_reason: 'tool_use' })
  assert.equal(waiting.stop.kind, 'calls')
})

test('the SDK’s stream helper, which writes into the events that it hands out, changes nothing', () => {
  const first = start() as unknown as { message: { content: unknown[] } }
  const begin = { type: 'tool_use', id: 'a', name: 'f', input: {} }
  // What the helper has done by the time that the first event is read.
  first.message.content.push({ type: 'text', text: 'Hel' }, { ...begin, input: { n: 1 } })
  const { reading, told } = read([
    first,
    ...text(0, 'Hel', 'lo'),
    ...toolUse(1, 'a', 'f', '{"n":', '1}'),
    ...stop('tool_use'),
  ])
  assert.equal(reading.text, 'Hello')
  assert.deepEqual(brief(told), [['a', 'f', { n: 1 }]])
  assert.deepEqual(reading.message?.content, [
    { type: 'text', text: 'Hello' },
    { type: 'tool_use', id: 'a', name: 'f', input: { n: 1 } },
  ])
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

for (const [name, response, message] of [
  ['nothing', undefined, /got no object/],
  ['another provider’s response', { choices: [] }, /without its content/],
  ['an error', { type: 'error', error: { message: 'Bad key' } }, /Bad key/],
] as const)
  test(`${name} reads as broken`, () => {
    const reading = anthropicCodec.read(response)
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, message)
    assert.equal(reading.message, undefined)
    assert.deepEqual(reading.calls, [])
  })
