import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import { brief, decode, readAny } from '../support/decode.ts'
import { close, delta, open, start, stop, text, toolUse } from '../support/anthropic-events.ts'
import { namedEvents } from '../support/event-stream.ts'

const golden = [
  start({
    usage: { input_tokens: 10, cache_read_input_tokens: 300, cache_creation_input_tokens: 5 },
  }),
  open(0, { type: 'thinking', thinking: '', signature: '' }),
  delta(0, { type: 'thinking_delta', thinking: 'Three ' }),
  { type: 'ping' },
  delta(0, { type: 'thinking_delta', thinking: 'lookups.' }),
  delta(0, { type: 'signature_delta', signature: 'EqQBCg==' }),
  close(0),
  open(1, { type: 'redacted_thinking', data: 'EmwKAhgB' }),
  close(1),
  ...text(2, 'I’ll look ', 'that up.'),
  ...toolUse(3, 'toolu_01', 'get_customer', '', '{"customer', 'Id": 12', '34}'),
  ...toolUse(4, 'toolu_02', 'list_tickets'),
  ...stop('tool_use', 87),
]

const message = {
  role: 'assistant',
  content: [
    { type: 'thinking', thinking: 'Three lookups.', signature: 'EqQBCg==' },
    { type: 'redacted_thinking', data: 'EmwKAhgB' },
    { type: 'text', text: 'I’ll look that up.' },
    { type: 'tool_use', id: 'toolu_01', name: 'get_customer', input: { customerId: 1234 } },
    { type: 'tool_use', id: 'toolu_02', name: 'list_tickets', input: {} },
  ],
}

const calls = [
  { id: 'toolu_01', name: 'get_customer', input: { customerId: 1234 } },
  { id: 'toolu_02', name: 'list_tickets', input: {} },
]

test('a stream becomes its message, its calls, its words and its counts', () => {
  const { reading, told, text: words, reasoning } = decode(anthropicCodec, golden)
  assert.deepEqual(reading, {
    messages: [message],
    calls,
    text: 'I’ll look that up.',
    stop: { kind: 'calls', raw: 'tool_use', message: 'The model stopped to call tools.' },
    usage: { inputTokens: 315, outputTokens: 87 },
  })
  assert.deepEqual(told, calls)
  assert.equal(words, 'I’ll look that up.')
  assert.equal(reasoning, 'Three lookups.')
})

test('the whole response reads the same', () => {
  const response = {
    id: 'msg_01A',
    type: 'message',
    role: 'assistant',
    model: 'claude',
    content: message.content,
    stop_reason: 'tool_use',
    usage: {
      input_tokens: 10,
      cache_read_input_tokens: 300,
      cache_creation_input_tokens: 5,
      output_tokens: 87,
    },
  }
  assert.deepEqual(anthropicCodec.read(response), decode(anthropicCodec, golden).reading)
})

test('the bytes of the event stream read the same', async () => {
  const bytes = new TextEncoder().encode(namedEvents(golden))
  assert.deepEqual(await readAny(anthropicCodec, bytes), decode(anthropicCodec, golden).reading)
})

test('a call is told when the next block starts, not when its own closes', () => {
  const told: string[] = []
  const decoder = anthropicCodec.decoder({ call: ({ id }) => told.push(id) })
  const after = (event: unknown): string[] => {
    decoder.push(event)
    return [...told]
  }
  decoder.push(start())
  for (const event of toolUse(0, 'a', 'f', '{}')) assert.deepEqual(after(event), [])
  const [begin, ...rest] = toolUse(1, 'b', 'g', '{}')
  assert.deepEqual(after(begin), ['a'])
  for (const event of rest) assert.deepEqual(after(event), ['a'])
  const [conclusion] = stop('tool_use')
  assert.deepEqual(after(conclusion), ['a', 'b'])
})

test('interleaved blocks: a call that is still open holds back those behind it', () => {
  const piece = (index: number, json: string): object =>
    delta(index, { type: 'input_json_delta', partial_json: json })
  const tool = (index: number, id: string): object =>
    open(index, { type: 'tool_use', id, name: 'f', input: {} })
  const events = [
    start(),
    tool(0, 'a'),
    piece(0, '{"n":'),
    tool(1, 'b'),
    piece(1, '{"n":2}'),
    close(1),
  ]
  const further = [
    ...events,
    ...text(2, 'hm'),
    piece(0, '1}'),
    close(0),
    tool(3, 'c'),
    piece(3, '{}'),
  ]
  assert.deepEqual(decode(anthropicCodec, events).early, [])
  assert.deepEqual(brief(decode(anthropicCodec, further).early), [
    ['a', 'f', { n: 1 }],
    ['b', 'f', { n: 2 }],
  ])
  const { reading } = decode(anthropicCodec, [...further, close(3), ...stop('tool_use')])
  assert.deepEqual(brief(reading.calls), [
    ['a', 'f', { n: 1 }],
    ['b', 'f', { n: 2 }],
    ['c', 'f', {}],
  ])
})

for (const [reason, kind] of [
  ['end_turn', 'answer'],
  ['stop_sequence', 'answer'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['refusal', 'refusal'],
  ['pause_turn', 'paused'],
] as const)
  test(`${reason} after text is ${kind}`, () => {
    const { reading } = decode(anthropicCodec, [start(), ...text(0, 'Hi.'), ...stop(reason)])
    assert.equal(reading.stop.kind, kind)
    assert.equal(reading.stop.raw, reason)
    assert.deepEqual(reading.messages[0]?.content, [{ type: 'text', text: 'Hi.' }])
  })

test('end_turn after calls is calls, for their results must follow; they are told at the end', () => {
  const { reading, early, told } = decode(anthropicCodec, [
    start(),
    ...toolUse(0, 'a', 'f', '{}'),
    ...stop('end_turn'),
  ])
  assert.equal(reading.stop.kind, 'calls')
  assert.equal(early.length, 0)
  assert.equal(told.length, 1)
})

test('tool_use without a call, and nothing said, is broken', () => {
  assert.equal(decode(anthropicCodec, [start(), ...stop('tool_use')]).reading.stop.kind, 'broken')
})

test('an unknown stop reason runs no calls', () => {
  const { reading } = decode(anthropicCodec, [
    start(),
    ...toolUse(0, 'a', 'f', '{}'),
    ...stop('guardrail'),
  ])
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /unknown reason, "guardrail"/)
})

test('an empty answer has no message to send back', () => {
  const { reading } = decode(anthropicCodec, [start(), ...stop('end_turn')])
  assert.deepEqual(reading.messages, [])
  assert.equal(reading.stop.kind, 'answer')
})
