import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bedrockCodec } from '../../../src/wire/bedrock/codec.ts'
import { close, delta, open, start, stop, text, toolUse } from '../support/bedrock-events.ts'
import { brief, decode } from '../support/decode.ts'

const read = (events: Iterable<unknown>, error?: unknown) => decode(bedrockCodec, events, error)

test('a message cut off by the token limit: its last call is truncated, and goes back without arguments', () => {
  const { reading, told } = read([
    start,
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
  assert.deepEqual(reading.messages[0]?.content[1], {
    toolUse: { toolUseId: 'b', name: 'f', input: {} },
  })
})

test('a call of which the limit left only the name is truncated', () => {
  const { reading } = read([start, ...toolUse(0, 'a', 'f'), ...stop('max_tokens')])
  assert.equal(reading.calls[0]?.invalid?.reason, 'truncated')
})

test('a guardrail that steps in after a call: nothing runs', () => {
  const events = [start, ...toolUse(0, 'a', 'f', '{}'), ...stop('guardrail_intervened')]
  const { reading, told } = read(events)
  assert.equal(reading.stop.kind, 'refusal')
  assert.deepEqual(told, [])
})

test('of a cut-off message, what is of no use in part is not sent back', () => {
  const { reading } = read([
    start,
    ...text(0, 'Let me think.'),
    open(1, { toolUse: { toolUseId: 's', name: 'nova_grounding', type: 'server_tool_use' } }),
    close(1),
    delta(2, { reasoningContent: { text: 'Hm' } }),
    close(2),
    ...stop('max_tokens'),
  ])
  assert.deepEqual(reading.messages[0]?.content, [{ text: 'Let me think.' }])
  assert.deepEqual(reading.calls, [])
})

for (const kind of [
  'internalServerException',
  'modelStreamErrorException',
  'throttlingException',
  'validationException',
  'serviceUnavailableException',
])
  test(`${kind} in the stream breaks the message, and says what the provider said`, () => {
    const { reading, told } = read([
      start,
      ...toolUse(0, 'a', 'f', '{}'),
      { [kind]: { message: 'Too many requests' } },
      ...stop('tool_use'),
    ])
    assert.equal(reading.stop.kind, 'broken')
    assert.ok(reading.stop.message.includes(`Too many requests (${kind})`))
    assert.deepEqual(told, [])
  })

test('a stream that ends in the middle, or by an error, is broken', () => {
  const events = [start, ...toolUse(0, 'a', 'f', '{}')]
  assert.match(read(events).reading.stop.message, /the stream ended before the message did/)
  const { stop: end } = read(events, new Error('socket hang up.')).reading
  assert.equal(end.kind, 'broken')
  assert.match(end.message, /socket hang up\.$/)
})

test('an error after the end does no harm, nor do counts that are missing', () => {
  const [conclusion] = stop('tool_use')
  const events = [start, ...toolUse(0, 'a', 'f', '{}'), conclusion]
  assert.equal(read(events, new Error('terminated')).reading.stop.kind, 'calls')
  assert.deepEqual(read(events).reading.usage, { inputTokens: 0, outputTokens: 0 })
})

const spliced: readonly [string, readonly unknown[]][] = [
  ['a second message begins', [start]],
  ['a block begins twice', [open(1, { toolUse: { toolUseId: 'c', name: 'f' } })]],
  ['a part comes of a call that never began', [delta(7, { toolUse: { input: '1' } })]],
  ['a part comes of a call that has closed', [delta(0, { toolUse: { input: '1' } })]],
  ['words come inside a call', [delta(1, { text: 'Hm' })]],
  ['a part of the arguments is not text', [delta(1, { toolUse: { input: 7 } })]],
]
for (const [name, events] of spliced)
  test(`a stream in which ${name} was spliced: nothing after it counts`, () => {
    const { reading, told } = read([
      start,
      ...toolUse(0, 'a', 'f', '{"n":1}'),
      open(1, { toolUse: { toolUseId: 'b', name: 'f' } }),
      delta(1, { toolUse: { input: '{"n":' } }),
      ...events,
      delta(1, { toolUse: { input: '2}' } }),
      close(1),
      ...stop('tool_use'),
    ])
    assert.equal(reading.stop.kind, 'broken')
    assert.deepEqual(brief(told), [['a', 'f', { n: 1 }]])
    assert.equal(reading.calls[1]?.invalid?.reason, 'truncated')
  })

for (const [name, response, message] of [
  ['nothing', undefined, /got no object/],
  ['another provider’s response', { choices: [] }, /without its message/],
  [
    'an error',
    { __type: 'com.amazon#ThrottlingException', message: 'Too many requests' },
    /Too many requests \(ThrottlingException\)/,
  ],
] as const)
  test(`${name} reads as broken`, () => {
    const reading = bedrockCodec.read(response)
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, message)
    assert.deepEqual(reading.messages, [])
    assert.deepEqual(reading.calls, [])
  })
