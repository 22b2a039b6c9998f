import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { callChunk, chunk, entry } from '../support/chat-chunks.ts'
import { decode } from '../support/decode.ts'

/** A call whose arguments come in these pieces, each text or a value, and another behind it. */
function readPieces(...pieces: readonly unknown[]) {
  const { told, reading } = decode(chatCodec, [
    callChunk(entry(0, 'a', 'f')),
    ...pieces.map((piece) => callChunk(entry(0, undefined, undefined, piece))),
    callChunk(entry(1, 'b', 'g', '{}')),
    chunk({}, 'tool_calls'),
  ])
  assert.deepEqual(
    told.map(({ id }) => id),
    ['a', 'b'],
  )
  const [call] = reading.calls
  const [message] = reading.messages as unknown as {
    tool_calls: { function: { arguments: string } }[]
  }[]
  return { call, sentBack: JSON.parse(message?.tool_calls[0]?.function.arguments ?? '') as unknown }
}

const input = { city: 'Paris', n: 1 }
const text = JSON.stringify(input)

const alike: readonly [string, readonly unknown[]][] = [
  ['a value', [input]],
  ['an empty object, then text in pieces', [{}, text.slice(0, 8), text.slice(8)]],
  ['an empty object, white space, then text', [{}, ' ', text]],
  ['text in pieces, then an empty object', [text.slice(0, 8), text.slice(8), {}]],
  ['an empty object within the text', [text.slice(0, 8), {}, text.slice(8)]],
  ['empty objects, then a value', [{}, {}, input]],
  ['a value, then an empty one', [input, {}]],
  ['the value twice', [input, { ...input }]],
  ['the value, then the same as text', [input, text.slice(0, 8), text.slice(8)]],
  ['text, then the same as a value', [text, input]],
  ['the value, then white space', [input, '\n', ' ']],
  ['the value, then an empty object as text', [input, '{}']],
]

describe('arguments as text and as values are one sequence', () => {
  for (const [title, pieces] of alike)
    test(title, () => {
      const { call, sentBack } = readPieces(...pieces)
      assert.equal(call?.invalid, undefined)
      assert.deepEqual(call?.input, input)
      assert.deepEqual(sentBack, input)
    })

  test('only empty objects are an empty object', () => {
    for (const pieces of [[{}], [{}, {}], [{}, ' '], [{}, '{}'], ['{}', {}]])
      assert.deepEqual(readPieces(...pieces).call?.input, {})
  })
})

describe('arguments that come twice and differ are invalid', () => {
  const other = { city: 'Oslo' }
  const pairs: readonly [string, readonly unknown[]][] = [
    ['two values', [input, other]],
    ['a value, then text', [input, JSON.stringify(other)]],
    ['text, then a value', [text, other]],
    ['a value, then text that is no JSON', [input, '{"city":']],
  ]
  for (const [title, pieces] of pairs)
    test(title, () => {
      const { call, sentBack } = readPieces(...pieces)
      assert.notEqual(call?.invalid, undefined)
      assert.deepEqual(call?.input, {})
      assert.deepEqual(sentBack, {})
    })
})
