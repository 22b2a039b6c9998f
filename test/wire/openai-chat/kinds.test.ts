import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { callChunk, chunk, entry } from '../support/chat-chunks.ts'
import { brief, decode } from '../support/decode.ts'

const done = chunk({}, 'tool_calls')
const read = (...events: unknown[]) => decode(chatCodec, events)
const names = (known: readonly string[]) => (name: string) => known.includes(name)

function readWith(known: readonly string[], ...events: unknown[]) {
  const told: string[] = []
  const decoder = chatCodec.decoder({ isTool: names(known), call: ({ name }) => told.push(name) })
  for (const event of events) decoder.push(event)
  return { reading: decoder.end(), told }
}

const empty = {
  content: '',
  refusal: '',
  tool_calls: null,
  function_call: { name: '', arguments: '' },
  audio: { id: '', data: '', transcript: '', expires_at: 0 },
  annotations: [],
}

test('fields that are there and empty say nothing: in a stream, whole, and in an entry', () => {
  const streamed = read(chunk({ ...empty, content: 'Four.' }), chunk(empty), chunk(empty, 'stop'))
  assert.deepEqual(brief(streamed.reading.calls), [])
  assert.equal(streamed.reading.stop.kind, 'answer')
  assert.equal(streamed.reading.text, 'Four.')
  const message = { role: 'assistant', ...empty, content: 'Four.' }
  const whole = chatCodec.read({
    choices: [{ message, finish_reason: '' }],
    error: { message: '', code: null },
  })
  assert.equal(whole.stop.kind, 'answer')
  const none = {
    id: '',
    type: 'function',
    function: { name: '', arguments: '' },
    custom: { name: '' },
  }
  const some = {
    ...none,
    id: 'a',
    custom: { name: '', input: '' },
    function: { name: 'f', arguments: '{}' },
  }
  const calls = chatCodec.read({
    choices: [{ message: { ...message, tool_calls: [none, some] }, finish_reason: 'tool_calls' }],
  })
  assert.deepEqual(brief(calls.calls), [['a', 'f', {}]])
  assert.equal((calls.messages[0] as { tool_calls: unknown[] }).tool_calls.length, 1)
})

test('an empty message of nothing but empty fields is not worth sending back', () => {
  const message = { role: 'assistant', ...empty }
  assert.deepEqual(chatCodec.read({ choices: [{ message, finish_reason: 'stop' }] }).messages, [])
})

test('a whole message after the deltas is told once, and completes what they left out', () => {
  const calls = [entry(0, 'a', 'f', '{"n":1}'), entry(undefined, 'b', 'g', '{"n":2}')]
  const snapshot = {
    object: 'chat.completion',
    choices: [
      { message: { content: 'Both at once.', tool_calls: calls }, finish_reason: 'tool_calls' },
    ],
  }
  const { reading, told, text } = read(
    chunk({ content: 'Both ' }),
    callChunk(entry(0, 'a', 'f', '{"n":')),
    done,
    snapshot,
  )
  assert.deepEqual(brief(reading.calls), [
    ['a', 'f', { n: 1 }],
    ['b', 'g', { n: 2 }],
  ])
  assert.deepEqual(told, reading.calls)
  assert.equal(text, 'Both at once.')
  assert.deepEqual(brief(read(snapshot).reading.calls), brief(reading.calls))
})

test('a call that comes again, all of it, is one; other arguments under its id are another', () => {
  const whole = callChunk(entry(0, 'a', 'f', '{"n":1}'))
  assert.equal(read(whole, whole, done, whole).told.length, 1)
  const again = callChunk(entry(undefined, undefined, undefined, '{"n":1}'))
  assert.equal(read(whole, again, done).told.length, 1)
  assert.equal(read(whole, callChunk(entry(0, 'a', 'f', '{"n":2}')), done).told.length, 2)
  assert.equal(read(whole, callChunk(entry(1, 'a', 'f', '{"n":1}')), done).told.length, 1)
})

test('words that come again with the ending are not said twice', () => {
  const words = 'All of them have been looked up.'
  const { reading, text } = read(chunk({ content: words }), chunk({ content: words }, 'stop'))
  assert.equal(reading.text, words)
  assert.equal(text, words)
})

test('thoughts that are told from the start each time are kept once', () => {
  const thoughts = [
    'Let me think about it',
    'Let me think about it. Two',
    'Let me think about it. Two calls.',
  ]
  const { reasoning, reading } = read(
    ...thoughts.map((text) =>
      chunk({ reasoning_content: text, reasoning_details: [{ type: 'reasoning.text', text }] }),
    ),
    chunk({ content: 'Ok.' }, 'stop'),
  )
  assert.equal(reasoning, thoughts[2])
  const [message] = reading.messages as unknown as {
    reasoning_content: string
    reasoning_details: object[]
  }[]
  assert.equal(message?.reasoning_content, thoughts[2])
  assert.deepEqual(message?.reasoning_details, [{ type: 'reasoning.text', text: thoughts[2] }])
})

for (const [name, pieces] of [
  [
    'with the id in each',
    [entry(0, 'a', 'edit_ex'), entry(0, 'a', 'isting'), entry(0, 'a', '_file', '{}')],
  ],
  [
    'with the id in the first',
    [entry(0, 'a', 'edit_ex'), entry(0, undefined, 'isting'), entry(0, undefined, '_file')],
  ],
  ['longer each time', [entry(0, 'a', 'edit_ex'), entry(0, 'a', 'edit_existing_file', '{}')]],
] as const)
  test(`a name in pieces is one name: ${name}`, () => {
    const { reading } = read(...pieces.map((piece) => callChunk(piece)), done)
    assert.deepEqual(brief(reading.calls), [['a', 'edit_existing_file', {}]])
  })

test('where a name could be a piece or another call’s, the toolset decides', () => {
  const pieces = [
    callChunk(entry(0, undefined, 'get')),
    callChunk(entry(0, undefined, 'list')),
    done,
  ]
  const called = (...known: string[]) =>
    readWith(known, ...pieces).reading.calls.map(({ name }) => name)
  assert.deepEqual(called('getlist'), ['getlist'])
  assert.deepEqual(called('get', 'list'), ['get', 'list'])
  assert.deepEqual(called('list'), ['list'])
})

test('a piece of a name that is a tool’s name itself is a piece, if both together are one', () => {
  const pieces = [callChunk(entry(0, 'a', 'get_')), callChunk(entry(0, 'a', 'weather', '{}')), done]
  const { reading } = readWith(['get_weather', 'weather'], ...pieces)
  assert.deepEqual(
    reading.calls.map(({ name }) => name),
    ['get_weather'],
  )
})

test('a custom tool’s entry with an empty function beside it is the custom tool’s', () => {
  const entries = [
    {
      id: 'a',
      type: 'custom',
      function: { name: '', arguments: '' },
      custom: { name: 'patch', input: 'x = 1' },
    },
  ]
  const { reading } = read(chunk({ tool_calls: entries }), done)
  assert.deepEqual(brief(reading.calls), [['a', 'patch', 'x = 1']])
})

test('pieces belong to the call of their id, else of their number, else to the latest', () => {
  const { reading } = read(
    callChunk(entry(0, 'a', 'f', '{"n"')),
    callChunk(entry(0, 'b', 'g', '{"n"')),
    callChunk(entry(0, 'a', undefined, ':1}')),
    callChunk(entry(5, undefined, undefined, ':2}')),
    done,
  )
  assert.deepEqual(brief(reading.calls), [
    ['a', 'f', { n: 1 }],
    ['b', 'g', { n: 2 }],
  ])
})

test('arguments that belong to no call begin none', () => {
  const { reading } = read(
    callChunk(entry(0, undefined, undefined, '{"n":1}')),
    chunk({ content: 'Hm.' }, 'stop'),
  )
  assert.deepEqual(reading.calls, [])
  assert.equal(reading.stop.kind, 'answer')
})

test('calls stand in the order of their numbers, and are told in it', () => {
  const { reading, told } = read(
    callChunk(entry(2, 'c', 'f', '{}')),
    callChunk(entry(1, 'b', 'f', '{}')),
    callChunk(entry(0, 'a', 'f', '{}')),
    done,
  )
  assert.deepEqual(
    told.map(({ id }) => id),
    ['a', 'b', 'c'],
  )
  assert.deepEqual(told, reading.calls)
})

test('a finish reason tells only the calls whose arguments are whole', () => {
  const { early, reading } = read(
    chunk({ tool_calls: [entry(0, 'a', 'f', '{"n":')] }, 'tool_calls'),
    callChunk(entry(0, undefined, undefined, '1}')),
  )
  assert.deepEqual(early, [])
  assert.deepEqual(brief(reading.calls), [['a', 'f', { n: 1 }]])
})

test('calls in another choice than the words are taken, in a stream too', () => {
  const choice = (index: number, delta: object, finish_reason: string | null = null): object => ({
    index,
    delta,
    finish_reason,
  })
  const { told } = read(
    {
      choices: [
        choice(0, { content: 'I look.' }),
        choice(1, { tool_calls: [entry(0, 'a', 'f', '{}')] }),
      ],
    },
    { choices: [choice(0, {}, 'tool_calls'), choice(1, {}, 'tool_calls')] },
  )
  assert.deepEqual(brief(told), [['a', 'f', {}]])
  const two = read(
    {
      choices: [
        choice(0, { content: 'Done.' }),
        choice(1, { tool_calls: [entry(0, 'a', 'f', '{}')] }),
      ],
    },
    { choices: [choice(0, {}, 'stop'), choice(1, {}, 'tool_calls')] },
  )
  assert.deepEqual(two.told, [])
  assert.equal(two.reading.stop.kind, 'answer')
})

for (const word of ['TOOL_CALLS', 'tool-calls', 'tool_call', 'function_call', 'STOP', 'EOS'])
  test(`the ending "${word}" runs the calls`, () => {
    const { reading } = read(callChunk(entry(0, 'a', 'f', '{}')), chunk({}, word))
    assert.equal(reading.stop.kind, 'calls')
  })

for (const word of [
  'abort',
  'failed',
  'CANCELLED',
  'server_error',
  'time-out',
  'engine_overloaded',
])
  test(`the ending "${word}" is no answer`, () => {
    assert.equal(read(chunk({ content: 'I was' }), chunk({}, word)).reading.stop.kind, 'broken')
  })

test('an ending that nobody knows is an answer with a warning that names it', () => {
  const { reading } = read(chunk({ content: 'Four.' }), chunk({}, 'guardrail'))
  assert.equal(reading.stop.kind, 'answer')
  assert.match(reading.warnings?.[0] ?? '', /"guardrail"/)
})

test('labels of a delta are no fields of the message', () => {
  const { reading } = read(
    chunk({ role: 'assistant', reasoning: 'Look ', channel: 'analysis', token_count: 3 }),
    chunk({ reasoning: 'up.', channel: 'analysis' }),
    chunk({ content: 'Ok.' }, 'stop'),
  )
  assert.deepEqual(reading.messages, [{ role: 'assistant', content: 'Ok.', reasoning: 'Look up.' }])
})
