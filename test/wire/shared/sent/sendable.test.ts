import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sendable } from '../../../../src/wire/shared/sent/sendable.ts'

test('what can be sent is itself', () => {
  const message = {
    role: 'assistant',
    content: [{ text: 'Is 😀 fine?', n: 1, list: [null, true] }],
  }
  assert.equal(sendable(message), message)
  const bytes = { data: new Uint8Array([1]), at: new Date(0) }
  assert.equal(sendable(bytes), bytes)
})

test('half a surrogate pair is replaced, in texts and in names, and the rest stays what it is', () => {
  const kept = { text: 'fine' }
  const sent = sendable({ a: ['\ud83d!', kept], ['\udc00']: 1, ['__proto__x']: 2 })
  assert.deepEqual(sent, { a: ['\ufffd!', kept], '\ufffd': 1, ['__proto__x']: 2 })
  assert.equal(sent.a[1], kept)
})

test('what nests without end can be written, and what holds itself', () => {
  let deep: unknown = 'core'
  for (let level = 0; level < 20_000; level += 1) deep = [deep]
  assert.ok(JSON.stringify(sendable({ deep })).length < 1_000)
  const loop: Record<string, unknown> = { n: 1 }
  loop['self'] = [loop, loop]
  assert.deepEqual(sendable(loop), { n: 1, self: [null, null] })
})

test('half a surrogate pair in a name alone is found', () => {
  assert.deepEqual(sendable({ fine: [{ 'a\ud800': 1 }] }), { fine: [{ 'a\ufffd': 1 }] })
})
