import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import { close, delta, open, start, stop, text, toolUse } from '../support/anthropic-events.ts'
import { brief, decode } from '../support/decode.ts'

const read = (events: Iterable<unknown>, error?: unknown) => decode(anthropicCodec, events, error)

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
  const blocks = reading.messages[0]?.content as { input: unknown }[]
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
  assert.deepEqual(reading.messages[0]?.content, [{ type: 'text', text: 'Let me think.' }])
})

test('a paused turn is sent back with its unanswered server tool', () => {
  const search = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { q: 1 } }
  const { reading } = read([start(), open(0, search), close(0), ...stop('pause_turn')])
  assert.equal(reading.stop.kind, 'paused')
  assert.deepEqual(reading.messages[0]?.content, [search])
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
  assert.match(read(events).reading.stop.message, /the stream ended before the message did/)
  const { stop: end } = read(events, new Error('socket hang up.')).reading
  assert.equal(end.kind, 'broken')
  assert.match(end.message, /socket hang up\.$/)
})

const spliced: readonly [string, readonly unknown[]][] = [
  ['a second message begins', [start({ id: 'msg_other' })]],
  ['a block begins where another is open', [open(1, { type: 'tool_use', id: 'c', name: 'f' })]],
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

for (const [name, response, message] of [
  ['nothing', undefined, /got no object/],
  ['another provider’s response', { choices: [] }, /without its content/],
  ['an error', { type: 'error', error: { message: 'Bad key' } }, /Bad key/],
] as const)
  test(`${name} reads as broken`, () => {
    const reading = anthropicCodec.read(response)
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, message)
    assert.deepEqual(reading.messages, [])
    assert.deepEqual(reading.calls, [])
  })
