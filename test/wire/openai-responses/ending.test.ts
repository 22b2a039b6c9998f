import assert from 'node:assert/strict'
import { test } from 'node:test'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import { decode } from '../support/decode.ts'
import {
  added,
  answer,
  callEvents,
  created,
  cutOff,
  done,
  ended,
  functionCall,
  reasoning,
  response,
  textEvents,
} from '../support/responses-events.ts'

const a = functionCall('A', 'f', '{"n":1}')
const read = (...events: unknown[]) => decode(responsesCodec, [created, ...events])

test('a response cut off by the token limit: nothing more is certain, its last call is truncated', () => {
  const text = '{"n": 2, "text": "so'
  const half = { ...functionCall('B', 'f', text), status: 'incomplete' }
  const thought = reasoning('1', 'x')
  const events = [...callEvents(0, a, '{"n":1}'), ...callEvents(1, half, text)]
  for (const output of [[a, half], []]) {
    const { reading, told } = read(...events, ended(output, cutOff))
    assert.deepEqual([reading.stop.kind, reading.stop.raw], ['length', 'max_output_tokens'])
    assert.equal(told.length, 1)
    assert.equal(reading.calls[0]?.invalid, undefined)
    assert.equal(reading.calls[1]?.invalid?.reason, 'truncated')
    assert.deepEqual(reading.messages, [a, { ...half, arguments: '{}' }])
  }
  const whole = responsesCodec.read(response([thought, a, half], cutOff))
  assert.equal(whole.calls[1]?.invalid?.reason, 'truncated')
  assert.deepEqual(whole.messages[0], thought)
})

test('a call of which the limit left only the name is truncated', () => {
  const { reading } = read(added(0, { ...a, arguments: '' }), ended([], cutOff))
  assert.equal(reading.calls[0]?.invalid?.reason, 'truncated')
})

test('of a cut-off response, what is of no use in part is not sent back', () => {
  const search = { id: 'ws_1', type: 'web_search_call', status: 'in_progress' }
  const thought = reasoning('1', 'x')
  assert.deepEqual(responsesCodec.read(response([thought, search], cutOff)).messages, [])
  const silent = { ...answer('1', ''), content: [], status: 'incomplete' }
  assert.deepEqual(responsesCodec.read(response([thought, silent], cutOff)).messages, [])
  const half = { ...answer('1', 'So far'), status: 'incomplete' }
  assert.deepEqual(responsesCodec.read(response([thought, half], cutOff)).messages, [thought, half])
})

test('words whose item was never done are kept if the limit cut them off', () => {
  const [begin, , piece] = textEvents(0, answer('1', 'So far'), 'So far')
  const { reading } = read(begin, piece, ended([], cutOff))
  assert.equal(reading.text, 'So far')
  assert.deepEqual((reading.messages[0] as { content: unknown }).content, [
    { type: 'output_text', text: 'So far', annotations: [] },
  ])
})

test('reasoning that no item follows is not sent back, for it would be refused', () => {
  const reading = responsesCodec.read(response([reasoning('1', 'x')]))
  assert.equal(reading.stop.kind, 'answer')
  assert.deepEqual(reading.messages, [])
})

for (const [reason, kind] of [
  ['max_output_tokens', 'length'],
  ['content_filter', 'refusal'],
  ['steered', 'broken'],
] as const)
  test(`incomplete for ${reason} is ${kind}, and runs nothing`, () => {
    const end = { status: 'incomplete', incomplete_details: { reason } }
    const { reading, told } = read(...callEvents(0, a, '{"n":1}'), ended([a], end))
    assert.deepEqual([reading.stop.kind, reading.stop.raw], [kind, reason])
    assert.deepEqual(told, [])
    assert.equal(responsesCodec.read(response([a], end)).stop.kind, kind)
  })

test('a refusal beats calls, and is sent back', () => {
  const content = [{ type: 'refusal', refusal: 'I cannot.' }]
  const refusal = { ...answer('1', ''), content }
  const { reading, told } = read(
    ...callEvents(0, a, '{"n":1}'),
    added(1, { ...refusal, content: [] }),
    { type: 'response.refusal.delta', delta: 'I cannot.', output_index: 1 },
    done(1, refusal),
    ended([a, refusal]),
  )
  assert.equal(reading.stop.kind, 'refusal')
  assert.equal(reading.text, '')
  assert.deepEqual(reading.messages, [a, refusal])
  assert.equal(told.length, 1)
  assert.equal(responsesCodec.read(response([a, refusal])).stop.kind, 'refusal')
})

for (const [name, event] of [
  ['response.failed', ended([], { status: 'failed', error: { code: 'x', message: 'Overloaded' } })],
  ['an error event', { type: 'error', code: 'server_error', message: 'Overloaded', param: null }],
  ['an error of a gateway', { error: { message: 'Overloaded', code: 502 } }],
] as const)
  test(`${name} breaks the response, and says what the provider said`, () => {
    const { reading, told } = read(...callEvents(0, a, '{"n":1}'), event, ended([a]))
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, /Overloaded/)
    assert.deepEqual(told, [])
  })

test('an event named completed of a response that is not', () => {
  const { response: body } = ended([a], cutOff)
  const { reading, told } = read(...callEvents(0, a, '{"n":1}'), {
    type: 'response.completed',
    response: body,
  })
  assert.equal(reading.stop.kind, 'length')
  assert.deepEqual(told, [])
})

test('a stream without its last event is broken, whatever marks its end; after it no error matters', () => {
  const events = callEvents(0, a, '{"n":1}')
  assert.equal(read(...events).reading.stop.kind, 'broken')
  assert.equal(read(...events, '[DONE]').reading.stop.kind, 'broken')
  const error = new Error('terminated')
  const broken = decode(responsesCodec, [created, ...events], error)
  assert.match(broken.reading.stop.message, /terminated/)
  assert.deepEqual(broken.told, [])
  const whole = decode(responsesCodec, [created, ...events, ended([a]), '[DONE]'], error)
  assert.equal(whole.reading.stop.kind, 'calls')
})

for (const [name, body, message] of [
  ['nothing', undefined, /got no object/],
  ['another provider’s response', { content: [] }, /without its list of output items/],
  ['an error', { error: { message: 'Bad key' } }, /Bad key/],
  [
    'a failed response',
    response([], { status: 'failed', error: { code: 'server_error', message: 'Sorry' } }),
    /Sorry \(server_error\)/,
  ],
  ['a response that was cancelled', response([a], { status: 'cancelled' }), /"cancelled"/],
] as const)
  test(`${name} reads as broken`, () => {
    const reading = responsesCodec.read(body)
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, message)
  })

test('another provider’s stream is broken', () => {
  const { reading } = decode(responsesCodec, [
    { type: 'message_start', message: {} },
    { type: 'message_stop' },
  ])
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /no event came that begins an OpenAI response/)
})

for (const status of ['queued', 'in_progress'])
  test(`a response that is ${status} runs nothing, is not asked for again, and says what to do`, () => {
    const { stop, calls, messages } = responsesCodec.read(response([a], { status }))
    assert.deepEqual([stop.kind, stop.raw, calls, messages], ['lost', status, [], []])
    assert.match(stop.message, /Ask for it by its id, resp_7Q, with `responses\.retrieve`/)
  })

test('a stream that ends before a response in the background does is not asked for again either', () => {
  const queued = { type: 'response.queued', response: response([], { background: true }) }
  for (const error of [undefined, new Error('terminated')]) {
    const { reading, told } = decode(responsesCodec, [queued, ...callEvents(0, a, '{')], error)
    assert.deepEqual([reading.stop.kind, reading.calls, told], ['lost', [], []])
  }
  const whole = decode(responsesCodec, [queued, ...callEvents(0, a, '{"n":1}'), ended([a])])
  assert.equal(whole.reading.stop.kind, 'calls')
})

for (const [status, kind] of [
  ['completed', 'calls'],
  ['incomplete', 'length'],
  ['cancelled', 'broken'],
  ['', 'calls'],
  [null, 'calls'],
  [undefined, 'calls'],
] as const)
  test(`an end that is called response.done, of a response that is ${status}, is ${kind}`, () => {
    const decoder = responsesCodec.decoder({})
    const end = { type: 'response.done', response: { id: 'resp_7Q', status, output: [a] } }
    for (const event of [created, ...callEvents(0, a, '{"n":1}'), end]) decoder.push(event)
    assert.equal(decoder.phase, 'over')
    assert.equal(decoder.end().stop.kind, kind)
  })
