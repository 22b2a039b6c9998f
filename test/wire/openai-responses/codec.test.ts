import assert from 'node:assert/strict'
import { test } from 'node:test'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import { decode, readAny } from '../support/decode.ts'
import { namedEvents } from '../support/event-stream.ts'
import {
  added,
  answer,
  callEvents,
  created,
  done,
  ended,
  functionCall,
  reasoning,
  response,
  textEvents,
} from '../support/responses-events.ts'

const thought = {
  ...reasoning('1', 'gAAAAABm'),
  summary: [{ type: 'summary_text', text: 'Two lookups.' }],
}
const said = { ...answer('1', 'I’ll look that up.'), phase: 'commentary' }
const first = functionCall('A', 'get_customer', '{"customerId": 1234}')
const second = functionCall('B', 'list_tickets', '{}')
const output = [thought, said, first, second]

const golden = [
  created,
  { ...created, type: 'response.in_progress' },
  added(0, { ...thought, summary: [], encrypted_content: '' }),
  { type: 'response.reasoning_summary_text.delta', delta: 'Two ', output_index: 0 },
  { type: 'response.reasoning_summary_text.delta', delta: 'lookups.', output_index: 0 },
  done(0, thought),
  ...textEvents(1, said, 'I’ll look ', 'that up.'),
  ...callEvents(2, first, '{"customer', 'Id": 1234}'),
  ...callEvents(3, second, '{}'),
  ended(output),
]

const calls = [
  { id: 'call_A', name: 'get_customer', input: { customerId: 1234 } },
  { id: 'call_B', name: 'list_tickets', input: {} },
]

test('a stream becomes its items, its calls, its words and its counts', () => {
  const { reading, told, text, reasoning: thoughts } = decode(responsesCodec, golden)
  assert.deepEqual(reading, {
    messages: output,
    calls,
    text: 'I’ll look that up.',
    stop: { kind: 'calls', raw: 'completed', message: 'The model stopped to call tools.' },
    usage: { inputTokens: 120, outputTokens: 48 },
  })
  assert.deepEqual(told, calls)
  assert.equal(text, 'I’ll look that up.')
  assert.equal(thoughts, 'Two lookups.')
})

test('the whole response reads the same, and its items are the very ones that came', () => {
  const reading = responsesCodec.read(response(output))
  assert.deepEqual(reading, decode(responsesCodec, golden).reading)
  output.forEach((item, place) => assert.equal(reading.messages[place], item))
  assert.equal(reading.messages.length, output.length)
})

test('the bytes of the event stream read the same', async () => {
  const bytes = new TextEncoder().encode(namedEvents(golden as { type: string }[]))
  assert.deepEqual(await readAny(responsesCodec, bytes), decode(responsesCodec, golden).reading)
})

test('a call is told when another item begins, the last when the response is completed', () => {
  const told: string[] = []
  const decoder = responsesCodec.decoder({ call: ({ id }) => told.push(id) })
  const beginsSecond = golden.findIndex(
    (event) => 'output_index' in event && event.output_index === 3,
  )
  golden.forEach((event, place) => {
    decoder.push(event)
    const expected =
      place < beginsSecond ? [] : place < golden.length - 1 ? ['call_A'] : ['call_A', 'call_B']
    assert.deepEqual(told, expected, `after event ${place}`)
  })
})

test('a call that is still open holds back those behind it', () => {
  const [begin, ...rest] = callEvents(0, functionCall('A', 'f', '{"n":1}'), '{"n":1}')
  const events = [
    created,
    begin,
    ...callEvents(1, functionCall('B', 'f', '{}')),
    ...callEvents(2, functionCall('C', 'f', '{}')),
  ]
  assert.deepEqual(decode(responsesCodec, events).early, [])
  const { early } = decode(responsesCodec, [...events, ...rest])
  assert.deepEqual(
    early.map(({ id }) => id),
    ['call_A', 'call_B'],
  )
})

test('an answer is one, even if there is nothing in it', () => {
  const { reading } = decode(responsesCodec, [
    created,
    ...textEvents(0, answer('1', 'Hi.'), 'Hi.'),
    ended([answer('1', 'Hi.')]),
  ])
  assert.equal(reading.stop.kind, 'answer')
  assert.equal(reading.text, 'Hi.')
  const empty = responsesCodec.read(response([]))
  assert.equal(empty.stop.kind, 'answer')
  assert.deepEqual(empty.messages, [])
})

test('events and responses are never changed', () => {
  const before = structuredClone(golden)
  decode(responsesCodec, golden)
  responsesCodec.read(response(output))
  assert.deepEqual(golden, before)
})
