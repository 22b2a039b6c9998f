import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StopKind } from '../../../src/wire/codec.ts'
import { geminiCodec } from '../../../src/wire/gemini/codec.ts'
import { runnable } from '../../../src/wire/shared/runnable.ts'
import { decode } from '../support/decode.ts'
import { callPart, chunk, ended } from '../support/gemini-chunks.ts'

const call = callPart('f', { n: 1 })
const words = { text: 'Well.' }

const kinds: readonly [unknown, StopKind, StopKind][] = [
  // What was said, how it ends with calls, and without.
  ['STOP', 'calls', 'answer'],
  [1, 'calls', 'answer'],
  ['MAX_TOKENS', 'length', 'length'],
  [2, 'length', 'length'],
  ['CONTINUATION', 'length', 'length'],
  ['SAFETY', 'refusal', 'refusal'],
  [3, 'refusal', 'refusal'],
  ['RECITATION', 'refusal', 'refusal'],
  ['LANGUAGE', 'refusal', 'refusal'],
  ['BLOCKLIST', 'refusal', 'refusal'],
  ['PROHIBITED_CONTENT', 'refusal', 'refusal'],
  ['SPII', 'refusal', 'refusal'],
  ['MODEL_ARMOR', 'refusal', 'refusal'],
  ['IMAGE_SAFETY', 'refusal', 'refusal'],
  ['MALFORMED_FUNCTION_CALL', 'broken', 'broken'],
  ['UNEXPECTED_TOOL_CALL', 'broken', 'broken'],
  ['TOO_MANY_TOOL_CALLS', 'broken', 'broken'],
  ['MALFORMED_RESPONSE', 'broken', 'broken'],
  ['OTHER', 'broken', 'broken'],
  [5, 'broken', 'broken'],
  ['SOMETHING_NEW', 'broken', 'answer'],
  [7, 'broken', 'answer'],
]
for (const [reason, withCalls, without] of kinds)
  test(`finish reason ${reason}: ${withCalls} with calls, ${without} without`, () => {
    for (const [part, kind] of [
      [call, withCalls],
      [words, without],
    ] as const) {
      const { reading, told } = decode(geminiCodec, [chunk([part]), ended(reason)])
      assert.equal(reading.stop.kind, kind)
      assert.equal(geminiCodec.read(ended(reason, [part])).stop.kind, kind)
      assert.equal(told.length, kind === 'calls' ? 1 : 0)
      assert.equal(reading.calls.length, part === call ? 1 : 0)
    }
  })

test('G6: the calls of a response that was cut off are answered, not run', () => {
  const cut = runnable(geminiCodec.read(ended('MAX_TOKENS', [call, call])))
  assert.deepEqual(
    cut.map(({ invalid }) => invalid?.reason),
    ['truncated', 'truncated'],
  )
})

test('a malformed call says what the provider said of it', () => {
  const finishMessage = 'Malformed function call: print(default_api.f(n=))'
  const { stop, messages } = geminiCodec.read(
    chunk([], { finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage, content: undefined }),
  )
  assert.match(
    stop.message,
    /stopped with "MALFORMED_FUNCTION_CALL" \(Malformed function call: print/,
  )
  assert.equal(stop.raw, 'MALFORMED_FUNCTION_CALL')
  assert.deepEqual(messages, [])
})

test('a prompt that was blocked is refused', () => {
  const blocked = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: {} }
  for (const reading of [geminiCodec.read(blocked), decode(geminiCodec, [blocked]).reading]) {
    assert.equal(reading.stop.kind, 'refusal')
    assert.equal(reading.stop.raw, 'PROHIBITED_CONTENT')
    assert.match(reading.stop.message, /blocked the prompt \(PROHIBITED_CONTENT\)/)
  }
  const rated = { promptFeedback: { safetyRatings: [] } }
  assert.equal(decode(geminiCodec, [rated, chunk([words]), ended()]).reading.stop.kind, 'answer')
})

test('STOP in every chunk ends nothing before the stream does', () => {
  const stop = { finishReason: 'STOP' }
  const other = callPart('f', { n: 2 })
  const events = [chunk([words], stop), chunk([call], stop), chunk([other], stop), ended()]
  const { reading, told } = decode(geminiCodec, events)
  assert.equal(reading.stop.kind, 'calls')
  assert.equal(told.length, 2)
})

test('of several finish reasons any other beats STOP, whichever comes first', () => {
  for (const reasons of [
    ['STOP', 'MAX_TOKENS', 'STOP'],
    ['MAX_TOKENS', 'STOP'],
    ['STOP', 'FINISH_REASON_UNSPECIFIED', 'MAX_TOKENS'],
  ]) {
    const { reading } = decode(geminiCodec, [
      chunk([call]),
      ...reasons.map((reason) => ended(reason)),
    ])
    assert.equal(reading.stop.kind, 'length')
  }
})

test('without a finish reason a stream is broken, but a whole response is complete', () => {
  for (const reason of [undefined, 'FINISH_REASON_UNSPECIFIED', 0]) {
    const { reading, told } = decode(geminiCodec, [
      chunk([call]),
      chunk([call], { finishReason: reason }),
    ])
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, /the stream ended before the message did/)
    assert.equal(told.length, 1)
    assert.equal(geminiCodec.read(chunk([call], { finishReason: reason })).stop.kind, 'calls')
    assert.equal(geminiCodec.read(chunk([words], { finishReason: reason })).stop.kind, 'answer')
  }
})

test('an error in the stream breaks the message', () => {
  const error = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }
  const { reading, told } = decode(geminiCodec, [chunk([call]), chunk([call]), error, ended()])
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /The model is overloaded/)
  assert.equal(told.length, 1)
})

test('a stream that fails breaks the message, unless it had ended', () => {
  const lost = new Error('socket hang up')
  const broken = decode(geminiCodec, [chunk([words])], lost).reading.stop
  assert.equal(broken.kind, 'broken')
  assert.match(broken.message, /socket hang up/)
  assert.equal(decode(geminiCodec, [chunk([words]), ended()], lost).reading.stop.kind, 'answer')
})

test('a second response in one stream breaks the message', () => {
  const { reading, told } = decode(geminiCodec, [
    chunk([call]),
    chunk([call], {}, { responseId: 'another' }),
    chunk([call], {}, { responseId: 'another' }),
    ended(),
  ])
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /a second message began in the stream/)
  assert.deepEqual(told, [])
})

test('an answer of nothing is an answer, of which nothing goes back', () => {
  const { reading } = decode(geminiCodec, [ended()])
  assert.equal(reading.stop.kind, 'answer')
  assert.deepEqual(reading.messages, [])
})
