import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cohereCodec } from '../../../src/wire/cohere/codec.ts'
import {
  citation,
  close,
  open,
  piece,
  plan,
  start,
  stop,
  text,
  thinking,
  toolCall,
} from '../support/cohere-events.ts'
import { brief, decode, readAny } from '../support/decode.ts'
import { namedEvents } from '../support/event-stream.ts'

const golden = [
  start,
  ...thinking(0, 'Two ', 'lookups.'),
  plan('I will '),
  plan('look.'),
  ...toolCall(0, 'get_customer_1', 'get_customer', '{"customer', 'Id": 12', '34}'),
  ...toolCall(1, 'list_tickets_1', 'list_tickets'),
  stop('TOOL_CALL'),
]
const message = {
  role: 'assistant',
  content: [{ type: 'thinking', thinking: 'Two lookups.' }],
  tool_plan: 'I will look.',
  tool_calls: [
    {
      id: 'get_customer_1',
      type: 'function',
      function: { name: 'get_customer', arguments: '{"customerId": 1234}' },
    },
    { id: 'list_tickets_1', type: 'function', function: { name: 'list_tickets', arguments: '{}' } },
  ],
}
const calls = [
  { id: 'get_customer_1', name: 'get_customer', input: { customerId: 1234 } },
  { id: 'list_tickets_1', name: 'list_tickets', input: {} },
]

test('a stream becomes its message, its calls, its words and its counts', () => {
  const { reading, told, text: words, reasoning } = decode(cohereCodec, golden)
  assert.deepEqual(reading, {
    messages: [message],
    calls,
    text: '',
    stop: { kind: 'calls', raw: 'TOOL_CALL', message: 'The model stopped to call tools.' },
    usage: { inputTokens: 1549, outputTokens: 95 },
  })
  assert.deepEqual(told, calls)
  assert.equal(words, '')
  assert.equal(reasoning, 'Two lookups.I will look.')
})

test('the whole response reads the same, and goes back as it came', () => {
  const { usage } = stop('').delta as { usage: unknown }
  const response = { id: start.id, message, finish_reason: 'TOOL_CALL', usage }
  const reading = cohereCodec.read(response)
  assert.deepEqual(reading, decode(cohereCodec, golden).reading)
  assert.equal(reading.messages[0], message)
})

test('the bytes of the event stream read the same', async () => {
  const bytes = new TextEncoder().encode(`${namedEvents(golden)}data: [DONE]\n\n`)
  assert.deepEqual(await readAny(cohereCodec, bytes), decode(cohereCodec, golden).reading)
})

test('a call is told when the next one, or content, begins, not when it ends', () => {
  const told: string[] = []
  const decoder = cohereCodec.decoder({ call: ({ id }) => told.push(id) })
  const after = (event: unknown): string[] => {
    decoder.push(event)
    return [...told]
  }
  decoder.push(start)
  for (const event of toolCall(0, 'a', 'f', '{}')) assert.deepEqual(after(event), [])
  assert.deepEqual(after(open(1, 'b', 'g')), ['a'])
  assert.deepEqual(after(close(1)), ['a'])
  for (const event of text(2, 'Hm')) after(event)
  assert.deepEqual(told, ['a', 'b'])
  for (const event of toolCall(3, 'c', 'g', '{}')) assert.deepEqual(after(event), ['a', 'b'])
  assert.deepEqual(after(stop('TOOL_CALL')), ['a', 'b', 'c'])
})

test('interleaved calls: one that is still open holds back those behind it', () => {
  const events = [start, open(0, 'a', 'f'), open(1, 'b', 'f'), piece(1, '{"n":2}'), close(1)]
  const further = [...events, piece(0, '{"n":1}'), close(0), open(2, 'c', 'f')]
  assert.deepEqual(decode(cohereCodec, [...events, open(2, 'c', 'f')]).early, [])
  assert.deepEqual(brief(decode(cohereCodec, further).early), [
    ['a', 'f', { n: 1 }],
    ['b', 'f', { n: 2 }],
  ])
})

for (const [reason, kind] of [
  ['COMPLETE', 'answer'],
  ['STOP_SEQUENCE', 'answer'],
  ['MAX_TOKENS', 'length'],
  ['ERROR_LIMIT', 'length'],
  ['ERROR_TOXIC', 'refusal'],
  ['ERROR', 'broken'],
  ['TIMEOUT', 'broken'],
  ['USER_CANCEL', 'broken'],
] as const)
  test(`${reason} after text is ${kind}`, () => {
    const { reading } = decode(cohereCodec, [start, ...text(0, 'Hi.'), stop(reason)])
    assert.equal(reading.stop.kind, kind)
    assert.equal(reading.stop.raw, reason)
    assert.deepEqual(reading.messages, [
      { role: 'assistant', content: [{ type: 'text', text: 'Hi.' }] },
    ])
  })

test('COMPLETE after calls is calls; they are told at the end', () => {
  const events = [start, ...toolCall(0, 'a', 'f', '{}'), stop('COMPLETE')]
  const { reading, early, told } = decode(cohereCodec, events)
  assert.equal(reading.stop.kind, 'calls')
  assert.equal(early.length, 0)
  assert.equal(told.length, 1)
})

test('citations are kept, beside their text', () => {
  const source = { type: 'tool', id: 'weather_1:0', tool_output: { temperature: '20C' } }
  const cited = { start: 0, end: 3, text: '20C', sources: [source], type: 'TEXT_CONTENT' }
  const { reading } = decode(cohereCodec, [
    start,
    ...text(0, '20C', ' today'),
    citation(0, cited),
    { type: 'citation-end', index: 0 },
    stop('COMPLETE'),
  ])
  assert.equal(reading.text, '20C today')
  assert.deepEqual(reading.messages, [
    {
      role: 'assistant',
      content: [{ type: 'text', text: '20C today' }],
      citations: [cited],
    },
  ])
})

test('the spelling of the SDK is read, and kept', () => {
  const camel = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value).replace(
        /"(tool_plan|tool_calls|finish_reason|billed_units|input_tokens|output_tokens)"/g,
        (key) => key.replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase()),
      ),
    )
  const events = golden.map(camel)
  const { reading, told } = decode(cohereCodec, events)
  assert.deepEqual(told, calls)
  assert.deepEqual(reading.messages, [camel(message)])
  assert.deepEqual(reading.usage, { inputTokens: 1549, outputTokens: 95 })
  const whole = cohereCodec.read(camel({ id: 'x', message, finish_reason: 'TOOL_CALL', usage: {} }))
  assert.equal(whole.stop.kind, 'calls')
  assert.deepEqual(whole.calls, calls)
  assert.deepEqual(whole.messages, [camel(message)])
})
