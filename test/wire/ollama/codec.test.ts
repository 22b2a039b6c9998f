import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ollamaCodec } from '../../../src/wire/ollama/codec.ts'
import { brief, decode, readAny } from '../support/decode.ts'
import { callLine, done, entry, line } from '../support/ollama-lines.ts'
import { madeId } from '../support/made-id.ts'

const golden = [
  line({ thinking: 'Two ' }),
  line({ thinking: 'lookups.' }),
  line({ content: 'I’ll look ' }),
  line({ content: 'that up.' }),
  callLine(entry('get_customer', { customerId: 1234 })),
  callLine(entry('list_tickets', {}, 0)),
  done(),
]
const message = {
  role: 'assistant',
  content: 'I’ll look that up.',
  thinking: 'Two lookups.',
  tool_calls: [
    { function: { name: 'get_customer', arguments: { customerId: 1234 } } },
    { function: { index: 0, name: 'list_tickets', arguments: {} } },
  ],
}
const calls = [
  {
    id: madeId('2025-06-09T17:58:55.337823Z', 1),
    name: 'get_customer',
    input: { customerId: 1234 },
  },
  { id: madeId('2025-06-09T17:58:55.337823Z', 2), name: 'list_tickets', input: {} },
]

test('a stream becomes its message, its calls, its words and its counts', () => {
  const { reading, told, text, reasoning } = decode(ollamaCodec, golden)
  assert.deepEqual(reading, {
    messages: [message],
    calls,
    text: 'I’ll look that up.',
    stop: { kind: 'calls', raw: 'stop', message: 'The model stopped to call tools.' },
    usage: { inputTokens: 218, outputTokens: 306 },
  })
  assert.deepEqual(told, calls)
  assert.equal(text, 'I’ll look that up.')
  assert.equal(reasoning, 'Two lookups.')
})

test('the whole response reads the same, and goes back as it came', () => {
  const response = done('stop', message)
  const reading = ollamaCodec.read(response)
  assert.deepEqual(reading, decode(ollamaCodec, golden).reading)
  assert.deepEqual(reading.messages, [message])
})

test('the bytes of the lines read the same', async () => {
  const bytes = new TextEncoder().encode(golden.map((one) => `${JSON.stringify(one)}\n`).join(''))
  assert.deepEqual(await readAny(ollamaCodec, bytes), decode(ollamaCodec, golden).reading)
})

test('ids are made where there are none, the same each time, and kept where there are some', () => {
  const events = [
    callLine(entry('f', { n: 1 }), { id: 'call_x', ...entry('f', { n: 2 }) }),
    callLine({ id: 'call_x', ...entry('f', { n: 3 }) }),
    done(),
  ]
  const { reading } = decode(ollamaCodec, events)
  assert.deepEqual(decode(ollamaCodec, events).reading, reading)
  const made = reading.calls.map(({ id }) => id)
  assert.equal(made[1], 'call_x')
  assert.equal(new Set(made).size, 3)
  const [message_] = reading.messages
  const [first, second, third] = (message_?.tool_calls ?? []) as { id?: string }[]
  assert.equal(first !== undefined && 'id' in first, false)
  assert.equal(second?.id, 'call_x')
  assert.equal(third?.id, made[2])
})

test('a call is told when the model has gone on, or is done', () => {
  const told: unknown[] = []
  const decoder = ollamaCodec.decoder({ call: ({ input }) => told.push(input) })
  const after = (event: unknown): number => {
    decoder.push(event)
    return told.length
  }
  assert.equal(after(callLine(entry('f', { n: 1 }))), 0)
  assert.equal(after(line({})), 0)
  assert.equal(after(callLine(entry('f', { n: 2 }), entry('f', { n: 3 }))), 2)
  assert.equal(after(line({ content: 'Hm' })), 3)
  assert.equal(after(callLine(entry('f', { n: 4 }))), 3)
  assert.equal(after(done()), 4)
})

for (const [reason, kind] of [
  ['stop', 'answer'],
  ['length', 'length'],
  ['', 'answer'],
] as const)
  test(`done_reason "${reason}" after text is ${kind}`, () => {
    const { reading } = decode(ollamaCodec, [line({ content: 'Hi.' }), done(reason)])
    assert.equal(reading.stop.kind, kind)
    assert.deepEqual(reading.messages, [{ role: 'assistant', content: 'Hi.' }])
  })

test('a message cut off by the token limit runs nothing, and tells no call that could be its last', () => {
  const { reading, told } = decode(ollamaCodec, [callLine(entry('f', { n: 1 })), done('length')])
  assert.equal(reading.stop.kind, 'length')
  assert.deepEqual(told, [])
  assert.equal(reading.calls.length, 1)
})

test('an unknown reason after calls runs nothing', () => {
  const { reading, told } = decode(ollamaCodec, [callLine(entry('f', {})), done('tired')])
  assert.equal(reading.stop.kind, 'broken')
  assert.deepEqual(told, [])
})

test('a stream that ends before `done`, by an error or without, is broken', () => {
  const events = [callLine(entry('f', {})), line({})]
  assert.match(decode(ollamaCodec, events).reading.stop.message, /ended before the message did/)
  const { stop } = decode(ollamaCodec, events, new Error('socket hang up')).reading
  assert.match(stop.message, /socket hang up/)
  assert.equal(decode(ollamaCodec, [...events, done()], new Error('x')).reading.stop.kind, 'calls')
})

test('an error line breaks the message, and nothing counts after it, nor after `done`', () => {
  const failed = [line({ content: 'Hi' }), { error: 'model runner stopped' }, done()]
  const { stop } = decode(ollamaCodec, failed).reading
  assert.equal(stop.kind, 'broken')
  assert.match(stop.message, /model runner stopped/)
  const more = [callLine(entry('f', {})), done(), callLine(entry('g', {}))]
  assert.equal(decode(ollamaCodec, more).reading.calls.length, 1)
})

test('arguments as text, missing, null, of the wrong shape, or no JSON', () => {
  const given: readonly unknown[] = ['{"n":1}', undefined, null, [1], '{"n":', 'x']
  const { reading } = decode(ollamaCodec, [
    callLine(...given.map((args) => entry('f', args))),
    done(),
  ])
  assert.deepEqual(
    reading.calls.map(({ input, invalid }) => invalid?.reason ?? input),
    [{ n: 1 }, {}, {}, 'shape', 'json', 'json'],
  )
  assert.deepEqual(
    reading.messages[0]?.tool_calls,
    [{ n: 1 }, {}, {}, {}, {}, {}].map((args) => entry('f', args)),
    'Ollama takes objects only',
  )
})

test('unknown fields of the message and of a call are kept', () => {
  const call = { type: 'function', extra: 1, ...entry('f', {}) }
  const { reading } = decode(ollamaCodec, [
    line({ images: ['AA=='], mood: 'x' }),
    callLine(call),
    done(),
  ])
  assert.deepEqual(reading.messages, [
    { role: 'assistant', content: '', images: ['AA=='], mood: 'x', tool_calls: [call] },
  ])
})

test('a __proto__ key in arguments stays data', () => {
  const args = JSON.parse('{"__proto__":{"polluted":true}}') as unknown
  const { reading } = decode(ollamaCodec, [callLine(entry('f', args)), done()])
  assert.equal(JSON.stringify(brief(reading.calls)[0]?.[2]), '{"__proto__":{"polluted":true}}')
  assert.equal(({} as { polluted?: true }).polluted, undefined)
})

for (const [name, response, message_] of [
  ['nothing', undefined, /got no object/],
  ['another provider’s response', { choices: [] }, /without its message/],
  ['an error', { error: "model 'x' not found" }, /model 'x' not found/],
  ['a piece of a stream', line({ content: 'Hi' }), /not done/],
] as const)
  test(`${name} reads as broken`, () => {
    const reading = ollamaCodec.read(response)
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, message_)
  })
