import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aiSdkCodec } from '../../../src/wire/ai-sdk/codec.ts'
import type { Fields } from '../../../src/wire/shared/shape.ts'
import { call, finish, preview, reasoning, start, text, toolCall } from '../support/ai-sdk-parts.ts'
import { aiSdkStreams } from '../support/ai-sdk-samples.ts'
import { decode } from '../support/decode.ts'
import { testDisturbances, withEmpty } from '../support/disturb.ts'

const read = (...events: unknown[]) => decode(aiSdkCodec, events)

const once = new Set<unknown>([
  'response-metadata',
  'text-start',
  'text-end',
  'tool-input-start',
  'tool-input-end',
  'tool-call',
  'finish',
])

testDisturbances({
  codec: aiSdkCodec,
  streams: aiSdkStreams,
  last: 'over',
  noise: [
    { type: 'raw', rawValue: {} },
    { type: 'ping' },
    { type: 'tool-call', toolCallId: '', toolName: '', input: '{}' },
    { type: 'text-delta', id: 'none', delta: '' },
    {},
    'ping',
    null,
  ],
  zeroed: (event: Fields) =>
    withEmpty(event, {
      providerMetadata: {},
      providerExecuted: false,
      citations: [],
      dynamic: null,
    }),
  mayRepeat: ({ type }, at) => once.has(type) || at === 0,
  words: 'id toolCallId toolName input providerMetadata delta result preliminary'.split(' '),
  types: ['tool-call', 'tool-input-start', 'tool-input-delta', 'tool-input-end', 'source'],
})

test('a call that says nothing is none, and does not go back', () => {
  const empty = call('', '', '{}')
  const whole = { content: [{ type: 'text', text: 'Hi' }, empty], finishReason: 'stop' }
  for (const reading of [
    read(...start, ...text('t', 'Hi'), empty, finish('stop')).reading,
    aiSdkCodec.read(whole),
  ]) {
    assert.deepEqual([reading.stop.kind, reading.calls], ['answer', []])
    assert.equal(reading.messages[0]?.content.length, 1)
  }
})

test('metadata that says nothing is none: empty text stays away, and a signature stays', () => {
  const events = [
    { type: 'text-start', id: 't', providerMetadata: {} },
    { type: 'text-end', id: 't' },
  ]
  assert.deepEqual(read(...start, ...events, finish('stop')).reading.messages, [])
  const empty = { type: 'text', text: '', providerMetadata: {} }
  assert.deepEqual(aiSdkCodec.read({ content: [empty], finishReason: 'stop' }).messages, [])
  const signed = { anthropic: { signature: 's' } }
  const thoughts = [
    { type: 'reasoning-start', id: 'r' },
    { type: 'reasoning-delta', id: 'r', delta: 'Hm', providerMetadata: signed },
    { type: 'reasoning-end', id: 'r', providerMetadata: {} },
  ]
  const [message] = read(...start, ...thoughts, finish('stop')).reading.messages
  assert.deepEqual(message?.content, [{ type: 'reasoning', text: 'Hm', providerOptions: signed }])
})

test('a call with the same id, name and input is one; with another input it is another', () => {
  const one = call('a', 'f', '{"n":1}')
  for (const again of [[one], [one, one], preview('a', 'f', '{"n":1}').concat([one])])
    assert.equal(
      read(...start, ...toolCall('a', 'f', '{"n":1}'), ...again, finish('tool-calls')).told.length,
      1,
    )
  const other = call('a', 'f', '{"n":2}')
  assert.equal(read(...start, one, other, finish('tool-calls')).told.length, 2)
  assert.equal(aiSdkCodec.read({ content: [one, one], finishReason: 'tool-calls' }).calls.length, 1)
})

test('calls that were announced or shown, and never came, are lost', () => {
  for (const [events, kind] of [
    [[...text('t', 'Hi'), finish('tool-calls')], 'lost'],
    [[...text('t', 'Hi'), finish('TOOL_CALLS')], 'lost'],
    [[...text('t', 'Hi'), ...preview('a', 'f', '{}'), finish('stop')], 'lost'],
    [[...text('t', 'Hi'), finish('other', 'aborted')], 'broken'],
    [[...text('t', 'Hi'), finish('other', 'finished-early')], 'answer'],
    [[...text('t', 'Hi'), finish('stop')], 'answer'],
    [[...reasoning('r', {}, 'Hm'), finish('tool-calls')], 'broken'],
  ] as const) {
    const { reading, told } = read(...start, ...events)
    assert.equal(reading.stop.kind, kind)
    assert.deepEqual([reading.calls, told], [[], []])
    assert.equal(
      reading.warnings !== undefined,
      kind === 'lost' || reading.stop.raw === 'finished-early',
    )
  }
})

test('what the provider calls itself is what it stopped for', () => {
  const search = call('s', 'web_search', '{}', { providerExecuted: true })
  const { reading } = read(...start, ...text('t', 'Hi'), search, finish('tool-calls'))
  assert.deepEqual([reading.stop.kind, reading.warnings], ['answer', undefined])
})

test('of a message that was cut off, the program that made a call goes back with it', () => {
  const program = call('p', 'code_execution', '{}', { providerExecuted: true })
  const other = call('q', 'code_execution', '{}', { providerExecuted: true })
  const caller = { type: 'code_execution_20250825', toolId: 'p' }
  const made = call('a', 'f', '{}', { providerMetadata: { anthropic: { caller } } })
  const { reading } = read(...start, program, other, made, finish('length'))
  const content = (reading.messages[0]?.content ?? []) as readonly object[]
  const ids = content.map((part) => (part as { toolCallId?: string }).toolCallId)
  assert.deepEqual(ids, ['p', 'a'])
})
