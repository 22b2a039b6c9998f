import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chatCodec } from '../../src/wire/openai-chat.ts'
import { callChunk, chunk, entry } from './support/chat-chunks.ts'
import { brief, decode } from './support/decode.ts'

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
      (reading.message as { tool_calls: object[] }).tool_calls.map((call) => JSON.stringify(call)),
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
      callChunk(entry(0, make(), 'f', '{"n":1}')),
      callChunk(entry(1, make(), 'g', '{}')),
      done,
    )
    const ids = reading.calls.map(({ id }) => id)
    assert.equal(ids.length, 3)
    assert.equal(new Set(ids).size, 3)
    assert.ok(!ids.includes(''))
    const sent = (reading.message as { tool_calls: { id: string }[] }).tool_calls
    assert.deepEqual(
      sent.map(({ id }) => id),
      ids,
    )
  })

for (const nothing of ['', null, undefined, '  ', 'null'])
  test(`arguments that are ${JSON.stringify(nothing)} are an empty object, sent back as one`, () => {
    const { reading } = read(callChunk(entry(0, 'a', 'f', nothing)), done)
    assert.deepEqual(brief(reading.calls), [['a', 'f', {}]])
    const [sent] = (reading.message as { tool_calls: { function: object }[] }).tool_calls
    assert.deepEqual(sent?.function, { name: 'f', arguments: '{}' })
  })

test('arguments that are no JSON are invalid, and sent back as an empty object', () => {
  const { reading } = read(callChunk(entry(0, 'a', 'f', '{"n": 1,,}')), done)
  assert.equal(reading.stop.kind, 'calls')
  assert.equal(reading.calls[0]?.invalid?.reason, 'json')
  assert.match(reading.calls[0].invalid.message, /at character 8/)
  const [sent] = (reading.message as { tool_calls: { function: object }[] }).tool_calls
  assert.deepEqual(sent?.function, { name: 'f', arguments: '{}' })
})

test('a call without a name is answered under one', () => {
  const { reading } = read(callChunk(entry(0, 'a', undefined, '{}')), done)
  assert.equal(reading.calls[0]?.name, 'unnamed_tool')
})

test('repeated finish reasons: the stricter one counts, and no call is told twice', () => {
  const call = callChunk(entry(0, 'a', 'f', '{}'))
  const twice = read(call, done, done, chunk({}, 'stop'))
  assert.equal(twice.reading.stop.raw, 'tool_calls')
  assert.equal(twice.told.length, 1)
  assert.equal(read(call, chunk({}, 'stop'), chunk({}, 'length')).reading.stop.kind, 'length')
  assert.equal(read(call, chunk({}, 'length'), chunk({}, 'stop')).reading.stop.kind, 'length')
})

test('a finish reason with every call: each is told as it comes', () => {
  const whole = (id: string): object =>
    chunk({ tool_calls: [entry(0, id, 'f', '{}')] }, 'tool_calls')
  const { reading, early } = read(whole('a'), whole('b'))
  assert.equal(reading.stop.kind, 'calls')
  assert.equal(early.length, 2)
})

test('no finish reason: the end mark makes the message complete, if its calls are', () => {
  const call = callChunk(entry(0, 'a', 'f', '{"n":1}'))
  assert.equal(read(call, '[DONE]').reading.stop.kind, 'calls')
  assert.equal(read(chunk({ content: 'Hi.' }), '[DONE]').reading.stop.kind, 'answer')
  const half = read(callChunk(entry(0, 'a', 'f', '{"n":')), '[DONE]').reading
  assert.equal(half.stop.kind, 'broken')
  assert.equal(half.calls[0]?.invalid?.reason, 'truncated')
})

test('neither a finish reason nor the end mark: nothing says that the message is over', () => {
  const { reading, told } = read(callChunk(entry(0, 'a', 'f', '{"n":1}')))
  assert.equal(reading.stop.kind, 'broken')
  assert.deepEqual(told, [])
})

test('an error after the finish reason does no harm, before it breaks the message', () => {
  const call = callChunk(entry(0, 'a', 'f', '{}'))
  const error = new Error('terminated')
  assert.equal(decode(chatCodec, [call, done], error).reading.stop.kind, 'calls')
  const { stop } = decode(chatCodec, [call], error).reading
  assert.equal(stop.kind, 'broken')
  assert.match(stop.message, /terminated/)
})

test('an error in the stream breaks the message, wherever it stands', () => {
  const call = callChunk(entry(0, 'a', 'f', '{}'))
  for (const error of [
    { error: { message: 'Overloaded', code: 502 } },
    { object: 'error', message: 'Overloaded' },
    {
      id: 'x',
      error: { message: 'Overloaded' },
      choices: [{ index: 0, delta: {}, finish_reason: 'error' }],
    },
    {
      choices: [{ index: 0, delta: {}, error: { message: 'Overloaded' }, finish_reason: 'error' }],
    },
  ]) {
    const { reading, told } = read(call, error, done)
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, /Overloaded/)
    assert.deepEqual(told, [])
  }
})

test('a stream that was spliced: more arguments for a call that was complete', () => {
  const { reading, told } = read(
    callChunk(entry(0, 'a', 'f', '{"n":1}')),
    callChunk(entry(1, 'b', 'f', '{"n":')),
    callChunk(entry(0, undefined, undefined, '{"n":3}')),
    callChunk(entry(1, undefined, undefined, '2}')),
    done,
  )
  assert.equal(reading.stop.kind, 'broken')
  assert.deepEqual(brief(told), [['a', 'f', { n: 1 }]])
})

test('a call that begins again in the middle: the first is invalid, not glued to the second', () => {
  const { reading } = read(
    callChunk(entry(0, 'a', 'f', '{"n":')),
    callChunk(entry(0, 'b', 'f', '{"n":')),
    callChunk(entry(0, undefined, undefined, '2}')),
    done,
  )
  assert.equal(reading.calls[0]?.invalid?.reason, 'json')
  assert.deepEqual(reading.calls[1]?.input, { n: 2 })
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
  assert.deepEqual(streamed.message, whole.message)
  const id = whole.calls[0]?.id
  assert.deepEqual(whole.message, {
    role: 'assistant',
    content: null,
    tool_calls: [{ id, type: 'function', function: legacy }],
  })
})

test('of several choices the first is read', () => {
  const choice = (index: number, delta: object, finish_reason: string | null = null): object => ({
    choices: [{ index, delta, finish_reason }],
  })
  const { reading } = read(
    choice(1, { tool_calls: [entry(0, 'x', 'f', '{"n":')] }),
    choice(0, { tool_calls: [entry(0, 'a', 'f', '{"n":1}')] }),
    choice(1, { content: 'other' }),
    choice(0, {}, 'tool_calls'),
    choice(1, {}, 'length'),
  )
  assert.equal(reading.stop.kind, 'calls')
  assert.deepEqual(brief(reading.calls), [['a', 'f', { n: 1 }]])
  const message = (content: string): object => ({ role: 'assistant', content })
  const whole = chatCodec.read({
    choices: [
      { index: 1, message: message('second'), finish_reason: 'stop' },
      { index: 0, message: message('first'), finish_reason: 'stop' },
    ],
  })
  assert.equal(whole.text, 'first')
})

test('a refusal beats calls, and is sent back', () => {
  const { reading } = read(
    callChunk(entry(0, 'a', 'f', '{}')),
    chunk({ refusal: 'I ' }),
    chunk({ refusal: 'cannot.' }),
    chunk({}, 'stop'),
  )
  assert.equal(reading.stop.kind, 'refusal')
  assert.equal((reading.message as { refusal: string }).refusal, 'I cannot.')
  const only = read(chunk({ refusal: 'No.' }), chunk({}, 'stop')).reading
  assert.deepEqual(only.message, { role: 'assistant', content: null, refusal: 'No.' })
})

for (const field of ['reasoning_content', 'reasoning'])
  test(`${field} is told as it comes, and kept under its name`, () => {
    const { reading, reasoning } = read(
      chunk({ role: 'assistant', [field]: 'Two ', content: null }),
      chunk({ role: 'assistant', [field]: 'lookups.' }),
      callChunk(entry(0, 'a', 'f', '{}')),
      done,
    )
    assert.equal(reasoning, 'Two lookups.')
    assert.equal((reading.message as unknown as Record<string, string>)[field], 'Two lookups.')
  })

test('thinking parts of Mistral’s content are told as reasoning, and kept', () => {
  const thought = { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] }
  const { reading, reasoning, text } = read(
    chunk({ content: [thought] }),
    chunk({ content: [{ type: 'text', text: 'So' }] }),
    chunk({ content: ' it is.' }),
    chunk({}, 'stop'),
  )
  assert.equal(reasoning, 'Hm.')
  assert.equal(text, 'So it is.')
  assert.equal(reading.text, 'So it is.')
  assert.deepEqual(reading.message?.content, [thought, { type: 'text', text: 'So it is.' }])
})

test('unknown fields of the message and of a call are kept', () => {
  const signed = { google: { thought_signature: 'EjQK' } }
  const { reading } = read(
    chunk({ provider_metadata: { a: 1 }, audio: null }),
    callChunk({ ...entry(0, 'a', 'f', '{}'), extra_content: signed }),
    done,
  )
  assert.deepEqual(reading.message, {
    role: 'assistant',
    content: null,
    provider_metadata: { a: 1 },
    tool_calls: [
      {
        extra_content: signed,
        id: 'a',
        type: 'function',
        function: { name: 'f', arguments: '{}' },
      },
    ],
  })
})

test('a custom tool’s text is its input', () => {
  const { reading } = read(
    callChunk({ index: 0, id: 'a', type: 'custom', custom: { name: 'sql', input: 'select ' } }),
    callChunk({ index: 0, custom: { input: '1' } }),
    done,
  )
  assert.deepEqual(brief(reading.calls), [['a', 'sql', 'select 1']])
  const [sent] = (reading.message as { tool_calls: unknown[] }).tool_calls
  assert.deepEqual(sent, { id: 'a', type: 'custom', custom: { name: 'sql', input: 'select 1' } })
})

test('the parallel wrapper is a call of its own, which no tool answers to yet', () => {
  const wrapped = '{"tool_uses":[{"recipient_name":"functions.f","parameters":{"n":1}}]}'
  const { reading } = read(callChunk(entry(0, 'a', 'multi_tool_use.parallel', wrapped)), done)
  assert.equal(reading.calls[0]?.name, 'multi_tool_use.parallel')
})

test('a message cut off by the token limit: nothing of it is certain, its last call is truncated', () => {
  const { reading, told } = read(
    callChunk(entry(0, 'a', 'f', '{"n":1}')),
    callChunk(entry(1, 'b', 'f', '{"n": 2, "text": "so')),
    chunk({}, 'length'),
  )
  assert.equal(reading.stop.kind, 'length')
  assert.equal(told.length, 1)
  assert.equal(reading.calls[0]?.invalid, undefined)
  assert.equal(reading.calls[1]?.invalid?.reason, 'truncated')
})

test('what no server takes back is left out of a whole message', () => {
  const message = { role: 'assistant', content: 'Hi.', tool_calls: [], function_call: null, x: 1 }
  const reading = chatCodec.read({ choices: [{ message, finish_reason: 'stop' }] })
  assert.deepEqual(reading.message, { role: 'assistant', content: 'Hi.', x: 1 })
  assert.equal(message.tool_calls.length, 0)
})

test('of a whole message only the call that must change is changed', () => {
  const call = (id: string, args: unknown): object => ({
    id,
    index: 0,
    type: 'function',
    function: { name: 'f', arguments: args },
  })
  const kept = call('a', '{ "n": 1 }')
  const message = {
    role: 'assistant',
    content: null,
    reasoning_details: [{ type: 'reasoning.encrypted', data: 'x' }],
    tool_calls: [kept, call('a', { n: 2 })],
  }
  const reading = chatCodec.read({
    id: 'gen-1',
    choices: [{ message, finish_reason: 'tool_calls' }],
  })
  assert.deepEqual(reading.message, {
    ...message,
    tool_calls: [kept, call('call_gen1_2', '{"n":2}')],
  })
})

test('a whole response without a finish reason is complete', () => {
  const message = { role: 'assistant', content: 'Hi.' }
  assert.equal(chatCodec.read({ choices: [{ message }] }).stop.kind, 'answer')
})

test('counts in every chunk are totals so far', () => {
  const counted = (n: number): object => ({
    ...chunk({ content: 'x' }),
    usage: { prompt_tokens: 5, completion_tokens: n },
  })
  const { usage } = read(counted(1), counted(2), chunk({}, 'stop')).reading
  assert.deepEqual(usage, { inputTokens: 5, outputTokens: 2 })
})

test('events are never changed', () => {
  const events = [
    chunk({
      reasoning_details: [{ type: 'reasoning.text', text: 'a' }],
      content: [{ type: 'text', text: 'x' }],
    }),
    chunk({
      reasoning_details: [{ type: 'reasoning.text', text: 'b' }],
      content: [{ type: 'text', text: 'y' }],
    }),
    chunk({}, 'stop'),
  ]
  const before = structuredClone(events)
  read(...events)
  assert.deepEqual(events, before)
})

for (const [name, response, message] of [
  ['nothing', undefined, /got no object/],
  ['another provider’s response', { content: [] }, /without a choice/],
  ['an error', { error: { message: 'Bad key' } }, /Bad key/],
] as const)
  test(`${name} reads as broken`, () => {
    const reading = chatCodec.read(response)
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, message)
    assert.equal(reading.message, undefined)
  })

test('another provider’s stream is broken', () => {
  const { reading } = read({ type: 'message_start', message: {} }, { type: 'message_stop' })
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /No chunk came of a chat completion/)
})
