import assert from 'node:assert/strict'
import { test } from 'node:test'
import { classify } from '../../src/attempt/failure.ts'
import { ToolError } from '../../src/call/error.ts'

const now = Date.UTC(2026, 0, 1)

test('HTTP statuses are told by number, wherever clients put it', () => {
  assert.equal(classify({ status: 503 }, now).transient, true)
  assert.equal(classify({ statusCode: 500 }, now).transient, true)
  assert.equal(classify({ response: { status: 502 } }, now).transient, true)
  assert.equal(classify({ status: 404 }, now).transient, false)
  assert.deepEqual(classify({ status: 429 }, now), {
    transient: true,
    nothingDone: true,
    retryAfterMs: undefined,
  })
})

test('Retry-After is read as seconds, as a date, in milliseconds, from Headers or an object', () => {
  const after = (headers: unknown): number | undefined =>
    classify({ status: 429, headers }, now).retryAfterMs
  assert.equal(after({ 'Retry-After': '3' }), 3_000)
  assert.equal(after(new Headers({ 'retry-after': '0.5' })), 500)
  assert.equal(after({ 'retry-after-ms': '250', 'retry-after': '9' }), 250)
  assert.equal(after({ 'retry-after': new Date(now + 7_000).toUTCString() }), 7_000)
  assert.equal(after({ 'retry-after': new Date(now - 7_000).toUTCString() }), 0)
  assert.equal(after({ 'retry-after': 'soon' }), undefined)
})

test('network codes are found in the causes, as fetch wraps them', () => {
  const refused = new TypeError('fetch failed', {
    cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
  })
  assert.deepEqual(classify(refused, now), {
    transient: true,
    nothingDone: true,
    retryAfterMs: undefined,
  })
  assert.equal(classify({ code: 'ECONNRESET' }, now).nothingDone, false)
  assert.equal(classify({ code: 'ENOENT' }, now).transient, false)
})

test('a message says nothing, whatever it says', () => {
  assert.equal(classify(new Error('503 ECONNRESET please retry'), now).transient, false)
  for (const junk of [undefined, null, 'ECONNRESET', 503])
    assert.equal(classify(junk, now).transient, false)
})

test('a ToolError speaks for itself, and a cyclic cause ends', () => {
  assert.equal(classify(new ToolError('no'), now).transient, false)
  assert.equal(classify(new ToolError('no', { retryAfterMs: 5 }), now).transient, true)
  assert.equal(
    classify(new ToolError('no', { retryable: true, nothingDone: true }), now).nothingDone,
    true,
  )
  const loop: { cause?: unknown } = {}
  loop.cause = loop
  assert.equal(classify(loop, now).transient, false)
})

test('of an error that cannot be read nothing is known, and of fields that hold nonsense', () => {
  class Odd extends Error {
    get status(): number {
      throw new Error('trap')
    }
  }
  const nothing = { transient: false, nothingDone: false, retryAfterMs: undefined }
  assert.deepEqual(classify(new Odd('x'), now), nothing)
  assert.deepEqual(classify(Proxy.revocable({}, {}), now), nothing)
  const unread = { status: 429, headers: new Proxy({}, { ownKeys: () => ['x', 'x'] }) }
  assert.deepEqual(classify(unread, now), {
    transient: true,
    nothingDone: true,
    retryAfterMs: undefined,
  })
  for (const retryAfterMs of [NaN, -1, '5'])
    assert.equal(
      classify(new ToolError('no', { retryAfterMs: retryAfterMs as number }), now).retryAfterMs,
      undefined,
    )
  for (const text of ['', 'Infinity', '1e400', '-5', '0x10'])
    assert.equal(
      classify({ status: 429, headers: { 'retry-after': text } }, now).retryAfterMs,
      undefined,
      text,
    )
})
