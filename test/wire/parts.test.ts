import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aiSdkCodec } from '../../src/wire/ai-sdk/codec.ts'
import type { Codec } from '../../src/wire/codec.ts'
import { speakers } from './support/speakers.ts'

const pieces = ['{"a":', '"{\\"', '}"', ',"b":1}']
const text = pieces.join('')

/** What a sink is told, in order. */
function toldOf(codec: Codec<unknown>, events: readonly unknown[]): string[] {
  const told: string[] = []
  const decoder = codec.decoder({
    part: ({ id, name }, part) => told.push(`${id} ${name} ${part}`),
    call: ({ id, input }) => told.push(`${id} is ${JSON.stringify(input)}`),
  })
  for (const event of events) decoder.push(event)
  decoder.end()
  return told
}

const inPieces = (id: string): string[] => [
  ...pieces.map((piece) => `${id} f ${piece}`),
  `${id} is ${JSON.stringify(JSON.parse(text))}`,
]

describe('arguments that are still coming', () => {
  for (const { codec, inPieces: canSay, say } of speakers) {
    if (!canSay) continue
    test(`${codec.name}: are told piece by piece, each call before its own is known`, () => {
      const said = ['x', 'y', 'z'].map((id, index) => ({ id, index, name: 'f', pieces }))
      assert.deepEqual(toldOf(codec, say(said)), ['x', 'y', 'z'].flatMap(inPieces))
    })

    test(`${codec.name}: are told of a message that is cut off, whose call is not`, () => {
      const said = [{ id: 'x', index: 0, name: 'f', pieces: pieces.slice(0, 2) }]
      const told = toldOf(codec, say(said, 'length'))
      assert.deepEqual(told, inPieces('x').slice(0, 2))
    })

    test(`${codec.name}: are not told of a call that comes whole`, () => {
      const told = toldOf(codec, say([{ id: 'x', index: 0, name: 'f', args: { a: 1 } }]))
      assert.deepEqual(told, ['x is {"a":1}'])
    })
  }

  test('ai-sdk: are told from the preview of a call', () => {
    const preview = (id: string): unknown[] => [
      { type: 'tool-input-start', id, toolName: 'f' },
      ...pieces.map((delta) => ({ type: 'tool-input-delta', id, delta })),
      { type: 'tool-input-end', id },
      { type: 'tool-call', toolCallId: id, toolName: 'f', input: text },
    ]
    const usage = { inputTokens: 1, outputTokens: 1 }
    const end = { type: 'finish', finishReason: 'tool-calls', usage }
    const told = toldOf(aiSdkCodec, [
      { type: 'stream-start' },
      ...preview('x'),
      ...preview('y'),
      end,
    ])
    assert.deepEqual(told, ['x', 'y'].flatMap(inPieces))
  })

  test('anthropic: are not told while a block before theirs is open', () => {
    const speaker = speakers.find(({ codec }) => codec.name === 'anthropic')
    const said = ['x', 'y'].map((id, index) => ({ id, index, name: 'f', pieces }))
    const [start, openX, ...rest] = speaker?.say(said) ?? []
    const at = rest.findIndex((event) => (event as { type: string }).type === 'content_block_start')
    // The second block opens right after the first, and the first goes on behind it.
    const events = [start, openX, rest[at], ...rest.slice(at + 1, -2), ...rest.slice(0, at)]
    const told = toldOf(speaker?.codec as Codec<unknown>, [...events, ...rest.slice(-2)])
    assert.deepEqual(told.slice(0, 4), inPieces('x').slice(0, 4))
    assert.deepEqual(told.slice(4), [inPieces('x').at(-1), inPieces('y').at(-1)])
  })
})
