import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { callChunk, chunk, entry } from '../support/chat-chunks.ts'
import { brief, decode } from '../support/decode.ts'

const done = chunk({}, 'tool_calls')
const read = (...events: unknown[]) => decode(chatCodec, events)
const two = [
  ['a', 'f', { n: 1 }],
  ['b', 'f', { n: 2 }],
]

const ways: readonly [string, readonly object[]][] = [
  [
    'index 0 for every call, whole',
    [callChunk(entry(0, 'a', 'f', '{"n":1}')), callChunk(entry(0, 'b', 'f', '{"n":2}'))],
  ],
  [
    'index 0 for every call, in pieces: a new id and a name begin a call',
    [
      callChunk(entry(0, 'a', 'f', '{"n"')),
      callChunk(entry(0, undefined, undefined, ':1}')),
      callChunk(entry(0, 'b', 'f', '')),
      callChunk(entry(0, undefined, undefined, '{"n":2}')),
    ],
  ],
  [
    'index 0 for every call in one chunk',
    [callChunk(entry(0, 'a', 'f', '{"n":1}'), entry(0, 'b', 'f', '{"n":2}'))],
  ],
  [
    'no index, in pieces',
    [
      callChunk(entry(undefined, 'a', 'f', '{"n"')),
      callChunk(entry(undefined, undefined, undefined, ':1}')),
      callChunk(entry(undefined, 'b', 'f', '{"n":')),
      callChunk(entry(undefined, 'b', undefined, '2}')),
    ],
  ],
  [
    'no index, interleaved by id',
    [
      callChunk(entry(undefined, 'a', 'f', '{"n"')),
      callChunk(entry(undefined, 'b', 'f', '{"n":')),
      callChunk(entry(undefined, 'a', undefined, ':1}')),
      callChunk(entry(undefined, 'b', undefined, '2}')),
    ],
  ],
  [
    'a null index, a null id and a null name in pieces',
    [
      callChunk({ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: null } }),
      callChunk({ index: 0, id: null, type: null, function: { name: null, arguments: '{"n":1}' } }),
      callChunk({ index: null, id: 'b', function: { name: 'f', arguments: '{"n":2}' } }),
    ],
  ],
  [
    'the id and the name repeated with every piece',
    [
      callChunk(entry(0, 'a', 'f', '{"n"')),
      callChunk(entry(0, 'a', 'f', ':1}')),
      callChunk(entry(0, 'a', 'f', '')),
      callChunk(entry(1, 'b', 'f', '{"n":2}')),
      callChunk(entry(1, 'b', 'f', '')),
    ],
  ],
  [
    'another id with every piece',
    [
      callChunk(entry(0, 'a', 'f', '{"n"')),
      callChunk(entry(0, 'x1', undefined, ':1')),
      callChunk(entry(0, 'x2', undefined, '}')),
      callChunk(entry(1, 'b', 'f', '{"n":')),
      callChunk(entry(1, 'x3', undefined, '2}')),
    ],
  ],
  [
    'a name that comes after the id',
    [
      callChunk(entry(0, 'a', undefined)),
      callChunk(entry(0, undefined, 'f', '{"n":1}')),
      callChunk(entry(1, 'b', 'f', '{"n":2}')),
    ],
  ],
  [
    'an id, under the same index, before the name',
    [
      callChunk(entry(0, 'a', 'f', '{"n":1}')),
      callChunk(entry(0, 'b', undefined)),
      callChunk(entry(0, undefined, 'f', '{"n":2}')),
    ],
  ],
  [
    'both named before the arguments of the first',
    [
      callChunk(entry(0, 'a', 'f', ''), entry(1, 'b', 'f', '')),
      callChunk(entry(1, undefined, undefined, '{"n":2}')),
      callChunk(entry(0, undefined, undefined, '{"n":1}')),
    ],
  ],
  [
    'two pieces of one call in one chunk',
    [
      callChunk(entry(0, 'a', 'f', ''), entry(0, undefined, undefined, '{"n":1}')),
      callChunk(entry(1, 'b', 'f', '{"n":2}')),
    ],
  ],
  [
    'arguments as objects',
    [callChunk(entry(0, 'a', 'f', { n: 1 })), callChunk(entry(1, 'b', 'f', { n: 2 }))],
  ],
  [
    'a whole message where a delta belongs',
    [
      {
        choices: [
          {
            message: {
              role: 'assistant',
              tool_calls: [
                entry(undefined, 'a', 'f', '{"n":1}'),
                entry(undefined, 'b', 'f', '{"n":2}'),
              ],
            },
          },
        ],
      },
    ],
  ],
]
for (const [name, events] of ways)
  test(`two calls, sent with ${name}`, () => {
    const { reading, told } = read(...events, done)
    assert.equal(reading.stop.kind, 'calls', reading.stop.message)
    assert.deepEqual(brief(reading.calls), two)
    assert.deepEqual(told, reading.calls)
    assert.deepEqual(
      (reading.messages[0] as { tool_calls: object[] }).tool_calls.map((call) =>
        JSON.stringify(call),
      ),
      two.map(([id, name, input]) =>
        JSON.stringify({
          id,
          type: 'function',
          function: { name, arguments: JSON.stringify(input) },
        }),
      ),
    )
  })

for (const [name, make] of [
  ['no ids', () => undefined],
  ['empty ids', () => ''],
  ['one id for all', () => 'call_0'],
] as const)
  test(`${name}: each call gets an id of its own, in the message too`, () => {
    const { reading } = read(
      callChunk(entry(0, make(), 'f', '{"n":1}')),
      callChunk(entry(0, make(), 'f', '{"n":2}')),
      callChunk(entry(1, make(), 'g', '{}')),
      done,
    )
    const ids = reading.calls.map(({ id }) => id)
    assert.equal(ids.length, 3)
    assert.equal(new Set(ids).size, 3)
    assert.ok(!ids.includes(''))
    const sent = (reading.messages[0] as { tool_calls: { id: string }[] }).tool_calls
    assert.deepEqual(
      sent.map(({ id }) => id),
      ids,
    )
  })

test('calls of one name without arguments, ids or indices are told apart in one chunk', () => {
  const roll = entry(undefined, undefined, 'roll')
  const { reading } = read(callChunk(roll, roll, roll), done)
  assert.equal(reading.calls.length, 3)
})

test('arguments are parsed once, however their pieces come', () => {
  const json = JSON.stringify({ list: Array.from({ length: 500 }, (_, n) => ({ n })) })
  const { parse } = JSON
  let parsed = 0
  JSON.parse = (...args) => {
    parsed += 1
    return parse(...args) as unknown
  }
  try {
    const pieces = Array.from(json, (piece, n) =>
      callChunk(entry(0, `x${n}`, n === 0 ? 'f' : undefined, piece)),
    )
    const { reading } = read(...pieces, callChunk(entry(1, 'b', 'f', '{}')), done)
    assert.equal(reading.calls.length, 2)
    assert.equal(parsed, 2)
  } finally {
    JSON.parse = parse
  }
})

for (const nothing of ['', null, undefined, '  ', 'null'])
  test(`arguments that are ${JSON.stringify(nothing)} are an empty object, sent back as one`, () => {
    const { reading } = read(callChunk(entry(0, 'a', 'f', nothing)), done)
    assert.deepEqual(brief(reading.calls), [['a', 'f', {}]])
    const [sent] = (reading.messages[0] as { tool_calls: { function: object }[] }).tool_calls
    assert.deepEqual(sent?.function, { name: 'f', arguments: '{}' })
  })

test('arguments that are no JSON are invalid, and sent back as an empty object', () => {
  const { reading } = read(callChunk(entry(0, 'a', 'f', '{"n": 1,,}')), done)
  assert.equal(reading.stop.kind, 'calls')
  assert.equal(reading.calls[0]?.invalid?.reason, 'json')
  assert.match(reading.calls[0].invalid.message, /at character 8/)
  const [sent] = (reading.messages[0] as { tool_calls: { function: object }[] }).tool_calls
  assert.deepEqual(sent?.function, { name: 'f', arguments: '{}' })
})

test('a call without a name is answered under one', () => {
  const { reading } = read(callChunk(entry(0, 'a', undefined, '{}')), done)
  assert.equal(reading.calls[0]?.name, 'unnamed_tool')
})

test('the old function_call becomes a tool call with an id, streamed and whole', () => {
  const legacy = { name: 'f', arguments: '{"n":1}' }
  const streamed = read(
    chunk({ role: 'assistant', function_call: { name: 'f', arguments: '' } }),
    chunk({ function_call: { arguments: '{"n":' } }),
    chunk({ function_call: { arguments: '1}' } }),
    chunk({}, 'function_call'),
  ).reading
  const whole = chatCodec.read({
    id: 'chatcmpl-7Q',
    choices: [
      {
        message: { role: 'assistant', content: null, function_call: legacy },
        finish_reason: 'function_call',
      },
    ],
  })
  assert.deepEqual(streamed.calls, whole.calls)
  assert.deepEqual(streamed.messages[0], whole.messages[0])
  const id = whole.calls[0]?.id
  assert.deepEqual(whole.messages[0], {
    role: 'assistant',
    content: null,
    tool_calls: [{ id, type: 'function', function: legacy }],
  })
})

test('a custom tool’s text is its input', () => {
  const { reading } = read(
    callChunk({ index: 0, id: 'a', type: 'custom', custom: { name: 'sql', input: 'select ' } }),
    callChunk({ index: 0, custom: { input: '1' } }),
    done,
  )
  assert.deepEqual(brief(reading.calls), [['a', 'sql', 'select 1']])
  const [sent] = (reading.messages[0] as { tool_calls: unknown[] }).tool_calls
  assert.deepEqual(sent, { id: 'a', type: 'custom', custom: { name: 'sql', input: 'select 1' } })
})

for (const more of ['{"n":2}', ' {"n":2}', 'words'])
  test(`arguments that are whole and go on with ${JSON.stringify(more)} are not the first part of them`, () => {
    const { reading } = read(
      callChunk(entry(0, 'a', 'f', '{"n":1}')),
      callChunk(entry(0, undefined, undefined, more)),
      done,
    )
    assert.deepEqual(
      reading.calls.map(({ invalid }) => invalid?.reason),
      ['json'],
    )
  })

test('space behind whole arguments changes nothing', () => {
  const { reading } = read(
    callChunk(entry(0, 'a', 'f', '{"n":1}')),
    callChunk(entry(0, undefined, undefined, '\n')),
    done,
  )
  assert.deepEqual(brief(reading.calls), [['a', 'f', { n: 1 }]])
})
