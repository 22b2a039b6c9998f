import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { callChunk, chunk, entry, usageChunk } from '../support/chat-chunks.ts'
import { brief, decode, readAny } from '../support/decode.ts'
import { dataEvents } from '../support/event-stream.ts'

const golden = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'I’ll look ' }),
  chunk({ content: 'that up.' }),
  callChunk(entry(0, 'call_A', 'get_customer', '')),
  callChunk(entry(0, undefined, undefined, '{"customer')),
  callChunk(entry(0, undefined, undefined, 'Id": 1234}')),
  callChunk(entry(1, 'call_B', 'list_tickets', '')),
  callChunk(entry(1, undefined, undefined, '{}')),
  chunk({}, 'tool_calls'),
  usageChunk,
]

const message = {
  role: 'assistant',
  content: 'I’ll look that up.',
  tool_calls: [
    {
      id: 'call_A',
      type: 'function',
      function: { name: 'get_customer', arguments: '{"customerId": 1234}' },
    },
    { id: 'call_B', type: 'function', function: { name: 'list_tickets', arguments: '{}' } },
  ],
}

const calls = [
  { id: 'call_A', name: 'get_customer', input: { customerId: 1234 } },
  { id: 'call_B', name: 'list_tickets', input: {} },
]

test('a stream becomes its message, its calls, its words and its counts', () => {
  const { reading, told, text } = decode(chatCodec, golden)
  assert.deepEqual(reading, {
    messages: [message],
    calls,
    text: 'I’ll look that up.',
    stop: { kind: 'calls', raw: 'tool_calls', message: 'The model stopped to call tools.' },
    usage: { inputTokens: 94, outputTokens: 48 },
  })
  assert.deepEqual(told, calls)
  assert.equal(text, 'I’ll look that up.')
})

test('the whole response reads the same, and its message is the very one that came', () => {
  const response = {
    id: 'chatcmpl-7Q',
    choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
    usage: usageChunk.usage,
  }
  const reading = chatCodec.read(response)
  assert.deepEqual(reading, decode(chatCodec, golden).reading)
  assert.equal(reading.messages[0], message)
})

test('the bytes of the event stream read the same', async () => {
  const bytes = new TextEncoder().encode(dataEvents(golden))
  assert.deepEqual(await readAny(chatCodec, bytes), decode(chatCodec, golden).reading)
})

test('a call is told when another begins, the last by the finish reason', () => {
  const told: string[] = []
  const decoder = chatCodec.decoder({ call: ({ id }) => told.push(id) })
  const after = (event: unknown): string[] => {
    decoder.push(event)
    return [...told]
  }
  for (const event of golden.slice(0, 6)) assert.deepEqual(after(event), [])
  assert.deepEqual(after(golden[6]), ['call_A'])
  assert.deepEqual(after(golden[7]), ['call_A'])
  assert.deepEqual(after(golden[8]), ['call_A', 'call_B'])
})

test('interleaved calls: one whose arguments are not whole holds back those behind it', () => {
  const events = [
    callChunk(entry(0, 'a', 'f', '{"n":')),
    callChunk(entry(1, 'b', 'f', '{"n":2}')),
    callChunk(entry(2, 'c', 'f', '')),
    callChunk(entry(0, undefined, undefined, '1}')),
  ]
  assert.deepEqual(decode(chatCodec, events).early, [])
  const more = [...events, callChunk(entry(3, 'd', 'f', '{}'))]
  assert.deepEqual(brief(decode(chatCodec, more).early), [
    ['a', 'f', { n: 1 }],
    ['b', 'f', { n: 2 }],
  ])
  const { reading } = decode(chatCodec, [...more, chunk({}, 'tool_calls')])
  assert.deepEqual(
    reading.calls.map(({ input }) => input),
    [{ n: 1 }, { n: 2 }, {}, {}],
  )
})

for (const [reason, kind] of [
  ['stop', 'answer'],
  ['length', 'length'],
  ['content_filter', 'refusal'],
  ['error', 'broken'],
] as const)
  test(`${reason} after text is ${kind}`, () => {
    const { reading } = decode(chatCodec, [chunk({ content: 'Hi.' }), chunk({}, reason)])
    assert.equal(reading.stop.kind, kind)
    assert.equal(reading.stop.raw, reason)
    assert.deepEqual(reading.messages[0], { role: 'assistant', content: 'Hi.' })
  })

test('stop after calls is calls; they are told once the stream has ended', () => {
  const { reading, early, told } = decode(chatCodec, [
    callChunk(entry(0, 'a', 'f', '{}')),
    chunk({}, 'stop'),
  ])
  assert.equal(reading.stop.kind, 'calls')
  assert.equal(early.length, 0)
  assert.equal(told.length, 1)
})

test('tool_calls without a call is lost, and says why, if something was said; else it is broken', () => {
  const { reading } = decode(chatCodec, [chunk({ content: 'Hi.' }), chunk({}, 'tool_calls')])
  assert.equal(reading.stop.kind, 'lost')
  assert.match(reading.warnings?.[0] ?? '', /no call came/)
  assert.equal(decode(chatCodec, [chunk({}, 'tool_calls')]).reading.stop.kind, 'broken')
})

test('an unknown finish reason runs no calls', () => {
  const events = [callChunk(entry(0, 'a', 'f', '{}')), chunk({}, 'guardrail')]
  assert.equal(decode(chatCodec, events).reading.stop.kind, 'broken')
})

test('an empty answer has no message to send back', () => {
  const { reading } = decode(chatCodec, [
    chunk({ role: 'assistant', content: '' }),
    chunk({}, 'stop'),
  ])
  assert.deepEqual(reading.messages, [])
  assert.equal(reading.stop.kind, 'answer')
})
