import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { callChunk, chunk, entry } from '../support/chat-chunks.ts'
import { brief, decode } from '../support/decode.ts'

const done = chunk({}, 'tool_calls')
const read = (...events: unknown[]) => decode(chatCodec, events)

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

test('a refusal beats calls, and is sent back', () => {
  const { reading } = read(
    callChunk(entry(0, 'a', 'f', '{}')),
    chunk({ refusal: 'I ' }),
    chunk({ refusal: 'cannot.' }),
    chunk({}, 'stop'),
  )
  assert.equal(reading.stop.kind, 'refusal')
  assert.equal((reading.messages[0] as { refusal: string }).refusal, 'I cannot.')
  const only = read(chunk({ refusal: 'No.' }), chunk({}, 'stop')).reading
  assert.deepEqual(only.messages[0], { role: 'assistant', content: null, refusal: 'No.' })
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

for (const [name, response, message] of [
  ['nothing', undefined, /got no object/],
  ['another provider’s response', { content: [] }, /without a choice/],
  ['an error', { error: { message: 'Bad key' } }, /Bad key/],
] as const)
  test(`${name} reads as broken`, () => {
    const reading = chatCodec.read(response)
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, message)
    assert.deepEqual(reading.messages, [])
  })

test('another provider’s stream is broken', () => {
  const { reading } = read({ type: 'message_start', message: {} }, { type: 'message_stop' })
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /no chunk came of a chat completion/)
})
