import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { suite, test } from 'node:test'
import { streamedAnswer } from '../../../src/cli/run/answer.ts'

/** What a terminal is sent of words that come in these pieces. */
function streamed(...pieces: readonly string[]): string {
  return sent(true, pieces)
}

function sent(isTTY: boolean, pieces: readonly string[]): string {
  const stream = Object.assign(new PassThrough(), { isTTY })
  const answer = streamedAnswer(stream as unknown as NodeJS.WriteStream)
  for (const text of pieces) answer.event({ type: 'text', text, atMs: 0 })
  answer.end('')
  const chunks: string[] = []
  for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) chunks.push(String(chunk))
  return chunks.join('')
}

suite('an answer that is shown while it comes', () => {
  test('has nothing in it that a terminal obeys', () => {
    assert.equal(streamed('a\u001b', '[2J\u202e', '\r'), 'a\\u001b[2J\\u202e\\r\n')
  })

  test('is the same, wherever it is broken into pieces', () => {
    const text = 'Zoe\u0308 😀 👩‍👩‍👧\r\nend'
    for (let at = 0; at <= text.length; at++)
      assert.equal(streamed(text.slice(0, at), text.slice(at)), 'Zoe\u0308 😀 👩‍👩‍👧\nend\n')
    assert.equal(streamed(...text.split('')), 'Zoe\u0308 😀 👩‍👩‍👧\nend\n')
  })

  test('comes although a character never ends', () => {
    const marks = '\u0301'.repeat(1_000)
    assert.equal(streamed('a', marks, 'b').length, 'a'.length + 4 + 996 * 6 + 'b\n'.length)
  })

  test('is left as it came where it goes into a pipe, with whole characters', () => {
    assert.equal(sent(false, ['a\u001b[31m', '\ud83d', '\ude00\r\n']), 'a\u001b[31m😀\r\n')
  })

  test('is nothing if there are no words', () => {
    assert.equal(streamed(), '')
  })
})
