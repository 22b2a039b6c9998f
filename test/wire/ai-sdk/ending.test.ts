import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aiSdkCodec } from '../../../src/wire/ai-sdk/codec.ts'
import { call, finish, preview, start, text, toolCall } from '../support/ai-sdk-parts.ts'
import { decode } from '../support/decode.ts'

const calling = [...start, ...toolCall('a', 'f', '{"n":1}')]
const talking = [...start, ...text('t', 'Hi')]

function kindAfter(events: readonly unknown[]): string {
  return decode(aiSdkCodec, events).reading.stop.kind
}

test('each finish reason ends a stream as it means to', () => {
  for (const [unified, raw, withCalls, without] of [
    ['tool-calls', 'tool_use', 'calls', 'lost'],
    ['stop', 'end_turn', 'calls', 'answer'],
    ['stop', 'pause_turn', 'calls', 'paused'],
    ['other', 'compaction', 'calls', 'paused'],
    ['other', 'new_reason', 'broken', 'answer'],
    ['other', undefined, 'broken', 'broken'],
    ['length', 'max_tokens', 'length', 'length'],
    ['content-filter', 'refusal', 'refusal', 'refusal'],
    ['error', undefined, 'broken', 'broken'],
    ['interrupted', undefined, 'broken', 'broken'],
    ['interrupted', 'eof', 'broken', 'broken'],
  ] as const) {
    const end = finish(unified, raw)
    assert.equal(kindAfter([...calling, end]), withCalls, `${unified}, ${raw}, with calls`)
    assert.equal(kindAfter([...talking, end]), without, `${unified}, ${raw}, without`)
  }
})

test('a whole result is complete without a reason, and version 2 says it in one word', () => {
  const content = [call('a', 'f', '{}')]
  assert.equal(aiSdkCodec.read({ content, finishReason: { unified: 'other' } }).stop.kind, 'calls')
  assert.equal(aiSdkCodec.read({ content: [{ type: 'text', text: 'Hi' }] }).stop.kind, 'answer')
  const usage = { inputTokens: 3, outputTokens: 4, totalTokens: 7 }
  const second = aiSdkCodec.read({ content, finishReason: 'length', usage })
  assert.equal(second.stop.kind, 'length')
  assert.deepEqual(second.usage, { inputTokens: 3, outputTokens: 4 })
})

test('tool calls that never came are no answer', () => {
  const custom = { type: 'custom', kind: 'anthropic.message_start' }
  assert.equal(kindAfter([...start, custom, finish('tool-calls')]), 'broken')
  const { reading } = decode(aiSdkCodec, [
    ...start,
    ...preview('a', 'f', '{}'),
    finish('tool-calls'),
  ])
  assert.equal(reading.stop.kind, 'broken')
  assert.deepEqual(reading.calls, [])
})

test('an error part breaks the message, whatever it holds', () => {
  for (const [error, says] of [
    [new Error('Overloaded.'), /Overloaded/],
    ['Overloaded', /Overloaded/],
    [{ type: 'error', error: { type: 'x', message: 'Overloaded' } }, /Overloaded \(x\)/],
    [{ message: 'Overloaded, api_key=abcdef' }, /Overloaded, api_key=\[redacted\]/],
    [{ n: 1n }, /cannot be shown/],
    [undefined, /an error/],
  ] as const) {
    const { stop } = decode(aiSdkCodec, [
      ...calling,
      { type: 'error', error },
      finish('error'),
    ]).reading
    assert.equal(stop.kind, 'broken')
    assert.match(stop.message, says)
  }
})

test('a message that is cut off names the call that it was cut off in', () => {
  const cut = [...calling, ...preview('b', 'g', '{"text":"lo').slice(0, -1), finish('length')]
  const { reading, told } = decode(aiSdkCodec, cut)
  assert.equal(told.length, 1)
  assert.deepEqual(
    reading.calls.map(({ id, invalid }) => [id, invalid?.reason]),
    [
      ['a', undefined],
      ['b', 'truncated'],
    ],
  )
  assert.deepEqual(reading.messages[0]?.content.at(-1), {
    type: 'tool-call',
    toolCallId: 'b',
    toolName: 'g',
    input: {},
  })
})

test('reasoning that was cut off, and a call of the provider’s without its result, do not go back', () => {
  const cut = [
    ...start,
    ...text('t', 'Hi'),
    call('x', 'web_search', '{}', { providerExecuted: true }),
    { type: 'reasoning-start', id: 'r' },
    { type: 'reasoning-delta', id: 'r', delta: 'Hm' },
    finish('length'),
  ]
  const [message] = decode(aiSdkCodec, cut).reading.messages
  assert.deepEqual(message?.content, [{ type: 'text', text: 'Hi' }])
})

test('a spliced or restarted stream is not believed', () => {
  for (const [what, ...more] of [
    ['a second message', { type: 'response-metadata', id: 'msg_2' }],
    ['a second start', { type: 'stream-start' }],
    ['a delta of nothing', { type: 'text-delta', id: 'x', delta: 'x' }],
    ['more of a call that was whole', { type: 'tool-input-delta', id: 'a', delta: 'x' }],
    [
      'a block twice',
      { type: 'text-start', id: 'x' },
      { type: 'text-delta', id: 'x', delta: 'x' },
      { type: 'text-start', id: 'x' },
    ],
  ] as const)
    assert.equal(kindAfter([...calling, ...more, finish('tool-calls')]), 'broken', what)
})

test('a rejected stream, and what is no stream, are broken; after the finish nothing matters', () => {
  assert.match(decode(aiSdkCodec, talking, new Error('reset')).reading.stop.message, /reset/)
  assert.equal(kindAfter([]), 'broken')
  assert.equal(kindAfter([{ type: 'message_start' }]), 'broken')
  assert.equal(aiSdkCodec.read({ error: { message: 'no' } }).stop.kind, 'broken')
  assert.equal(aiSdkCodec.read({ stream: {} }).stop.kind, 'broken')
  const done = [...calling, finish('tool-calls'), { type: 'error', error: 'late' }]
  assert.equal(decode(aiSdkCodec, done, new Error('late')).reading.stop.kind, 'calls')
})
