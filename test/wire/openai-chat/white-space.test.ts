import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { callChunk, chunk, entry } from '../support/chat-chunks.ts'
import { decode } from '../support/decode.ts'

for (const [title, index] of [
  ['one number', 0],
  ['no numbers', undefined],
] as const)
  test(`white space under another id is no call: ${title}`, () => {
    const { told, reading } = decode(chatCodec, [
      callChunk(entry(index, 'c0', 'roll', '')),
      callChunk(entry(index, 'c1', undefined, '{"sides":6}')),
      callChunk(entry(index, 'c2', undefined, '\n')),
      callChunk(entry(index, 'c3', undefined, ' ')),
      chunk({}, 'tool_calls'),
    ])
    assert.deepEqual(told, [{ id: 'c0', name: 'roll', input: { sides: 6 } }])
    assert.deepEqual(reading.calls, told)
  })

test('white space before the arguments under other ids is no call', () => {
  const { told } = decode(chatCodec, [
    callChunk(entry(0, 'c0', 'roll', '')),
    callChunk(entry(0, 'c1', undefined, ' ')),
    callChunk(entry(0, 'c2', undefined, '{"sides":6}')),
    chunk({}, 'tool_calls'),
  ])
  assert.deepEqual(told, [{ id: 'c0', name: 'roll', input: { sides: 6 } }])
})

test('white space behind whole arguments does not have them parsed again', (context) => {
  const parse = context.mock.method(JSON, 'parse')
  const text = JSON.stringify({ text: 'x'.repeat(1_000) })
  const { told } = decode(chatCodec, [
    callChunk(entry(0, 'a', 'roll', text)),
    ...Array.from({ length: 500 }, () => callChunk(entry(0, undefined, undefined, '\n'))),
    chunk({}, 'tool_calls'),
  ])
  assert.deepEqual(told[0]?.input, JSON.parse(text))
  assert.ok(parse.mock.callCount() < 20, `parsed ${parse.mock.callCount()} times`)
})
