import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Codec } from '../../../../src/wire/codec.ts'
import { anthropicCodec } from '../../../../src/wire/anthropic/codec.ts'
import { cohereCodec } from '../../../../src/wire/cohere/codec.ts'
import { geminiCodec } from '../../../../src/wire/gemini/codec.ts'
import { ollamaCodec } from '../../../../src/wire/ollama/codec.ts'
import { chatCodec } from '../../../../src/wire/openai-chat/codec.ts'
import { endingWord } from '../../../../src/wire/shared/ending/stop.ts'
import { callChunk, chunk, entry } from '../../support/chat-chunks.ts'
import { decode } from '../../support/decode.ts'

const noWords = ['', 'null', 'NULL', 'none', 'None', ' null ', null, undefined, 0, {}]

test('a word for an ending is one that says something', () => {
  for (const word of noWords) assert.equal(endingWord(word), '')
  for (const word of ['stop', 'tool_calls', 'nullified']) assert.equal(endingWord(word), word)
})

const gemini = (parts: readonly object[], finishReason: unknown): object => ({
  responseId: 'r',
  candidates: [{ index: 0, content: { role: 'model', parts }, finishReason }],
})

/** Words, a call and an end, where each event that may say why has a word, and the last says `end`. */
const streams: readonly [Codec<unknown>, string, (word: unknown, end: string) => object[]][] = [
  [
    chatCodec,
    'tool_calls',
    (word, end) => [
      chunk({ content: 'I ' }, word as string),
      chunk({ content: 'look.' }, word as string),
      chunk({ tool_calls: [entry(0, 'a', 'f', '{"n":1}')] }, word as string),
      chunk({}, end),
    ],
  ],
  [
    geminiCodec,
    'STOP',
    (word, end) => [
      gemini([{ text: 'I look.' }], word),
      gemini([{ functionCall: { name: 'f', args: { n: 1 } } }], word),
      gemini([], end),
    ],
  ],
  [
    anthropicCodec,
    'tool_use',
    (word, end) => [
      { type: 'message_start', message: { id: 'm', role: 'assistant', content: [] } },
      { type: 'message_delta', delta: { stop_reason: word } },
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'tool_use', id: 'a', name: 'f', input: {} },
      },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '{"n":1}' },
      },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: end } },
      { type: 'message_stop' },
    ],
  ],
  [
    ollamaCodec,
    'stop',
    (word, end) => [
      { done: false, done_reason: word, message: { role: 'assistant', content: 'I look.' } },
      {
        done: false,
        done_reason: word,
        message: {
          role: 'assistant',
          content: '',
          tool_calls: [{ function: { name: 'f', arguments: { n: 1 } } }],
        },
      },
      { done: true, done_reason: end, message: { role: 'assistant', content: '' } },
    ],
  ],
]

describe('the word for nothing, said with each piece, says nothing', () => {
  for (const [codec, end, events] of streams)
    for (const word of noWords)
      test(`${codec.name}: ${JSON.stringify(word)}`, () => {
        const { told, reading } = decode(codec, events(word, end))
        assert.equal(reading.stop.kind, 'calls')
        assert.equal(reading.stop.raw, end)
        assert.deepEqual(told[0]?.input, { n: 1 })
      })
})

test('a whole message with such a word has no ending of its own', () => {
  const message = { role: 'assistant', content: 'Done.' }
  const chat = { choices: [{ index: 0, message, finish_reason: 'null' }] }
  const cohere = {
    id: 'c',
    message: { role: 'assistant', content: [{ type: 'text', text: 'Done.' }] },
    finish_reason: 'None',
  }
  for (const { stop, warnings } of [chatCodec.read(chat), cohereCodec.read(cohere)]) {
    assert.equal(stop.raw, undefined)
    assert.equal(warnings, undefined)
  }
})

describe('a known word that comes later beats one that nobody knows', () => {
  for (const [codec, end, events] of streams.slice(0, 2))
    test(codec.name, () => {
      const { reading } = decode(codec, events('in_flight', end))
      assert.equal(reading.stop.kind, 'calls')
    })
  test('but not one that came before', () => {
    const events = [callChunk(entry(0, 'a', 'f', '{"n":1}')), chunk({}, 'tool_calls')]
    const { reading } = decode(chatCodec, [...events, chunk({}, 'no_more_luck')])
    assert.equal(reading.stop.kind, 'broken')
  })
})
