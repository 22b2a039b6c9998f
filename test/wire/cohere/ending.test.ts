import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cohereCodec } from '../../../src/wire/cohere/codec.ts'
import { close, open, piece, plan, start, stop, text, toolCall } from '../support/cohere-events.ts'
import { brief, decode } from '../support/decode.ts'

const read = (events: Iterable<unknown>, error?: unknown) => decode(cohereCodec, events, error)

test('a message cut off by the token limit: its last call is truncated, and goes back without arguments', () => {
  const { reading, told } = read([
    start,
    ...toolCall(0, 'a', 'f', '{"n":1}'),
    open(1, 'b', 'f'),
    piece(1, '{"n": 2, "text": "so'),
    stop('MAX_TOKENS'),
  ])
  assert.equal(reading.stop.kind, 'length')
  assert.deepEqual(
    told.map(({ id }) => id),
    ['a'],
  )
  assert.equal(reading.calls[0]?.invalid, undefined)
  assert.equal(reading.calls[1]?.invalid?.reason, 'truncated')
  const [message] = reading.messages as readonly { tool_calls: { function: object }[] }[]
  assert.deepEqual(message?.tool_calls[1]?.function, { name: 'f', arguments: '{}' })
})

test('an error at the end breaks the message, and says what the provider said', () => {
  const events = [start, ...toolCall(0, 'a', 'f', '{}')]
  const { reading, told } = read([...events, stop('ERROR', { error: 'out of memory' })])
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /out of memory/)
  assert.deepEqual(told, [])
  assert.equal(read([...events, stop('tired')]).reading.stop.kind, 'broken')
})

test('a stream that ends in the middle, or by an error, is broken', () => {
  const events = [start, ...toolCall(0, 'a', 'f', '{}')]
  assert.match(read(events).reading.stop.message, /the stream ended before the message did/)
  assert.match(read(events, new Error('socket hang up')).reading.stop.message, /socket hang up/)
  const whole = [...events, stop('TOOL_CALL')]
  assert.equal(read(whole, new Error('terminated')).reading.stop.kind, 'calls')
})

test('a missing finish reason does no harm once the message has ended', () => {
  const events = [start, ...toolCall(0, 'a', 'f', '{}'), { type: 'message-end', delta: {} }]
  assert.equal(read(events).reading.stop.kind, 'calls')
})

test('TOOL_CALL without a call, and nothing said, is broken', () => {
  assert.equal(read([start, plan('Hm'), stop('TOOL_CALL')]).reading.stop.kind, 'broken')
})

const spliced: readonly [string, readonly unknown[]][] = [
  ['a second message begins', [start]],
  ['a call begins twice', [open(1, 'c', 'f')]],
  ['a part comes of a call that never began', [piece(7, '1')]],
  ['a part comes of a call that has ended', [piece(0, '1')]],
  ['a part of the arguments is not text', [piece(1, 7)]],
]
for (const [name, events] of spliced)
  test(`a stream in which ${name} was spliced: nothing after it counts`, () => {
    const { reading, told } = read([
      start,
      ...toolCall(0, 'a', 'f', '{"n":1}'),
      open(1, 'b', 'f'),
      piece(1, '{"n":'),
      ...events,
      piece(1, '2}'),
      close(1),
      stop('TOOL_CALL'),
    ])
    assert.equal(reading.stop.kind, 'broken')
    assert.deepEqual(brief(told), [['a', 'f', { n: 1 }]])
    assert.equal(reading.calls[1]?.invalid?.reason, 'truncated')
  })

test('a stream without its start is broken', () => {
  assert.equal(
    read([...toolCall(0, 'a', 'f', '{}'), stop('TOOL_CALL')]).reading.stop.kind,
    'broken',
  )
})

test('index 0 for every call is read in order', () => {
  const { reading } = read([
    start,
    ...toolCall(0, 'a', 'f', '{"n":1}'),
    ...toolCall(0, 'b', 'f', '{"n":2}'),
    stop('TOOL_CALL'),
  ])
  assert.deepEqual(brief(reading.calls), [
    ['a', 'f', { n: 1 }],
    ['b', 'f', { n: 2 }],
  ])
})

test('a doubled or missing id is replaced, in the call and in the message alike', () => {
  const { reading, told } = read([
    start,
    ...toolCall(0, 'a', 'f', '{"n":1}'),
    ...toolCall(1, 'a', 'f', '{"n":2}'),
    ...toolCall(2, '', 'f', '{"n":3}'),
    stop('TOOL_CALL'),
  ])
  const ids = reading.calls.map(({ id }) => id)
  assert.equal(ids[0], 'a')
  assert.equal(new Set(ids).size, 3)
  const [message] = reading.messages as readonly { tool_calls: { id: string }[] }[]
  assert.deepEqual(
    message?.tool_calls.map(({ id }) => id),
    ids,
  )
  assert.deepEqual(told, reading.calls)
})

test('arguments that are no JSON, or no object, are invalid, and sent back as an empty object', () => {
  for (const [json, reason] of [
    ['{"n": 1,,}', 'json'],
    ['[1]', 'shape'],
  ] as const) {
    const { reading } = read([start, ...toolCall(0, 'a', 'f', json), stop('TOOL_CALL')])
    assert.equal(reading.stop.kind, 'calls')
    assert.equal(reading.calls[0]?.invalid?.reason, reason)
    const [message] = reading.messages as readonly { tool_calls: { function: object }[] }[]
    assert.deepEqual(message?.tool_calls[0]?.function, { name: 'f', arguments: '{}' })
  }
})

test('unknown fields are kept, and events never changed', () => {
  const odd = { id: 'a', type: 'function', mood: 1, function: { name: 'f', arguments: '{}', x: 2 } }
  const message = { role: 'assistant', tool_calls: [odd], novel: { a: 1 } }
  const whole = cohereCodec.read({ id: 'x', message, finish_reason: 'TOOL_CALL' })
  assert.equal(whole.messages[0], message)
  const events = [start, ...text(0, 'Hi'), ...toolCall(0, 'a', 'f', '{}'), stop('TOOL_CALL')]
  const before = structuredClone(events)
  read(events)
  assert.deepEqual(events, before)
})

for (const [name, response, message] of [
  ['nothing', undefined, /got no object/],
  ['another provider’s response', { choices: [] }, /without its message/],
  ['an error', { message: 'invalid api token' }, /invalid api token/],
] as const)
  test(`${name} reads as broken`, () => {
    const reading = cohereCodec.read(response)
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, message)
    assert.deepEqual(reading.messages, [])
  })
