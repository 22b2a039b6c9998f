import assert from 'node:assert/strict'
import { test } from 'node:test'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import { brief, decode } from '../support/decode.ts'
import {
  added,
  callEvents,
  created,
  done,
  ended,
  functionCall,
  response,
} from '../support/responses-events.ts'
import { madeId } from '../support/made-id.ts'

const read = (...output: object[]) => responsesCodec.read(response(output))

test('a call goes by its call_id, never by the id of its item', () => {
  assert.equal(read(functionCall('A', 'f', '{}')).calls[0]?.id, 'call_A')
})

test('a missing call_id: the id of the item, else one of our own, in call and item alike', () => {
  const { call_id: _callId, ...item } = functionCall('A', 'f', '{}')
  const { id: _id, ...bare } = item
  const output = [item, bare, { ...bare, call_id: null }]
  const { calls, messages } = read(...output)
  const expected = ['fc_A', madeId('resp_7Q', 2), madeId('resp_7Q', 3)]
  assert.deepEqual(
    calls.map(({ id }) => id),
    expected,
  )
  assert.deepEqual(
    messages,
    output.map((one, at) => ({ ...one, call_id: expected[at] })),
  )
  assert.deepEqual(read(...output).calls, calls)
})

test('one call_id for two calls: the second gets its own', () => {
  const twice = [functionCall('A', 'f', '{"n":1}'), functionCall('A', 'f', '{"n":2}')] as const
  const second = { ...twice[1], id: 'fc_B' }
  const events = [created, ...callEvents(0, twice[0]), ...callEvents(1, second), ended([])]
  const { reading, told } = decode(responsesCodec, events)
  assert.deepEqual(brief(told), [
    ['call_A', 'f', { n: 1 }],
    [madeId('resp_7Q', 2), 'f', { n: 2 }],
  ])
  assert.deepEqual(reading.messages, [twice[0], { ...second, call_id: madeId('resp_7Q', 2) }])
})

for (const [name, args, input, sent] of [
  ['none at all', undefined, {}, '{}'],
  ['null', null, {}, '{}'],
  ['an empty text', '', {}, '{}'],
  ['the text null', 'null', {}, '{}'],
  ['an object instead of text', { n: 1 }, { n: 1 }, '{"n":1}'],
  ['text with spaces', ' { "n": 1 }\n', { n: 1 }, ' { "n": 1 }\n'],
] as const)
  test(`arguments: ${name}`, () => {
    const item = { ...functionCall('A', 'f', ''), arguments: args }
    const { calls, messages } = read(item)
    assert.deepEqual(calls, [{ id: 'call_A', name: 'f', input }])
    assert.equal((messages[0] as { arguments: string }).arguments, sent)
  })

test('broken arguments name the place, and go back as an empty object', () => {
  const { calls, messages } = read(functionCall('A', 'f', '{"n": 1,}'))
  assert.equal(calls[0]?.invalid?.reason, 'json')
  assert.match(calls[0].invalid.message, /at character 8/)
  assert.equal((messages[0] as { arguments: string }).arguments, '{}')
})

test('`__proto__` in arguments is data', () => {
  const { calls } = read(functionCall('A', 'f', '{"__proto__":{"polluted":true}}'))
  assert.ok(Object.hasOwn(calls[0]?.input as object, '__proto__'))
  assert.equal(({} as { polluted?: true }).polluted, undefined)
})

test('a name that no tool can have is mended where it would be refused', () => {
  const { calls, messages } = read(functionCall('A', 'functions.f', '{}'))
  assert.equal(calls[0]?.name, 'functions.f')
  assert.equal((messages[0] as { name: string }).name, 'functions_f')
})

test('a custom tool takes text, whole and in pieces', () => {
  const item = {
    id: 'ctc_1',
    type: 'custom_tool_call',
    call_id: 'call_C',
    name: 'sql',
    input: 'a;',
  }
  const at = { item_id: 'ctc_1', output_index: 0 }
  const pieces = [
    created,
    added(0, { ...item, input: '' }),
    { type: 'response.custom_tool_call_input.delta', delta: 'a', ...at },
    { type: 'response.custom_tool_call_input.delta', delta: ';', ...at },
  ]
  const given = { type: 'response.custom_tool_call_input.done', input: 'a;', ...at }
  for (const { reading } of [
    decode(responsesCodec, [...pieces, given, done(0, item), ended([item])]),
    decode(responsesCodec, [...pieces, done(0, { ...item, input: '' }), ended([])]),
    { reading: read(item) },
  ]) {
    assert.deepEqual(reading.calls, [{ id: 'call_C', name: 'sql', input: 'a;' }])
    assert.deepEqual(reading.messages, [item])
  }
})
