import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ollamaCodec } from '../../../src/wire/ollama/codec.ts'
import { decode } from '../support/decode.ts'

const lines = (field: string, pieces: readonly string[]): object[] =>
  pieces.map((piece, at) => ({
    message: { role: 'assistant', content: '', [field]: piece },
    done: at === pieces.length - 1,
    done_reason: 'stop',
  }))

test('a last piece that is like all before it, or goes on from it, is a piece', () => {
  for (const pieces of [
    ['7', '7'],
    ['7', '77'],
    ['ha', 'ha', 'haha'],
    ['', '7', '7'],
  ]) {
    const all = pieces.join('')
    assert.equal(decode(ollamaCodec, lines('content', pieces)).text, all)
    assert.equal(decode(ollamaCodec, lines('thinking', pieces)).reasoning, all)
  }
})

test('of a last line that says a longer text once more, only what is missing is taken', () => {
  const whole = 'Three shirts are left.'
  for (const last of [whole, `${whole} Two are red.`]) {
    const { text, reading } = decode(
      ollamaCodec,
      lines('content', [whole.slice(0, 9), whole.slice(9), last]),
    )
    assert.equal(text, last)
    assert.equal(reading.text, last)
  }
})
