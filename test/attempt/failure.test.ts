import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { classify } from '../../src/attempt/failure.ts'
import { FanfoldError, ToolError } from '../../src/call/errors/error.ts'
import { AttemptLost } from '../../src/place/attempt-lost.ts'

const now = Date.UTC(2026, 0, 1)

test('HTTP statuses are told by number, wherever clients put it', () => {
  assert.equal(classify({ status: 503 }, now).transient, true)
  assert.equal(classify({ statusCode: 500 }, now).transient, true)
  assert.equal(classify({ response: { status: 502 } }, now).transient, true)
  assert.equal(classify({ status: 404 }, now).transient, false)
  assert.equal(classify({ response: { statusCode: 503 } }, now).transient, true)
  assert.equal(classify({ $metadata: { httpStatusCode: 503 } }, now).transient, true)
  assert.deepEqual(classify({ status: 429 }, now), {
    transient: true,
    nothingDone: false,
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
    nothingDone: false,
    retryAfterMs: undefined,
  })
  assert.equal(classify({ code: 'ECONNRESET' }, now).nothingDone, false)
  assert.equal(classify({ code: 'ENOENT' }, now).transient, false)
})

test('a time-out is told by the name that the platform gives it', () => {
  const timeout = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
  for (const error of [timeout, new Error('no answer', { cause: timeout })])
    assert.deepEqual(classify(error, now), {
      transient: true,
      nothingDone: false,
      retryAfterMs: undefined,
    })
  assert.equal(classify(new DOMException('stopped', 'AbortError'), now).transient, false)
})

test('a status that HTTP does not have says nothing, and the cause is looked at', () => {
  const cause = { status: 503 }
  for (const status of [0, 3, 42, 1_000, NaN, '503'])
    assert.equal(classify({ status, cause }, now).transient, true, String(status))
})

test('a Response that is thrown is read like an error that tells of one', () => {
  const headers = { 'retry-after': '3' }
  const thrown: unknown[] = [
    new Response('', { status: 429, headers }),
    runInNewContext('({ status: 429, headers: new Map([["retry-after", "3"]]) })'),
    { statusCode: 429, headers: { 'Retry-After': ['3'] } },
    new Error('no', { cause: new Response('', { status: 429, headers }) }),
    { $metadata: { httpStatusCode: 429 }, $response: { headers } },
  ]
  for (const error of thrown)
    assert.deepEqual(classify(error, now), {
      transient: true,
      nothingDone: false,
      retryAfterMs: 3_000,
    })
})

test('that nothing was done is the word of the tool alone: no status says it, no code, and no cause', () => {
  const nothingDone = (error: unknown): boolean => classify(error, now).nothingDone
  for (const error of [
    { status: 425 },
    { status: 429 },
    { code: 'ECONNREFUSED' },
    { code: 'EAI_AGAIN' },
    { status: 503, nothingDone: true },
    new Error('no', { cause: new ToolError('no', { nothingDone: true }) }),
    Object.assign(new ToolError('no'), { nothingDone: 1 }),
    new AttemptLost('no', { started: true }),
    new AttemptLost('no', { started: 'unknown' }),
  ])
    assert.equal(nothingDone(error), false)
  for (const error of [
    new ToolError('no', { nothingDone: true }),
    new AttemptLost('no', { started: false }),
  ])
    assert.equal(nothingDone(error), true)
})

test('a ToolError of another copy of the package is one, and so is one of a class below', async () => {
  const url = new URL('../../src/call/errors/error.ts?another', import.meta.url).href
  const copy = (await import(url)) as { ToolError: typeof ToolError }
  class Busy extends copy.ToolError {
    override readonly name = 'Busy'
  }
  for (const error of [
    new copy.ToolError('no', { retryAfterMs: 5 }),
    new Busy('no', { retryAfterMs: 5 }),
  ]) {
    assert.ok(!(error instanceof ToolError))
    assert.ok(ToolError.is(error) && FanfoldError.is(error))
    assert.deepEqual(classify(error, now), { transient: true, nothingDone: false, retryAfterMs: 5 })
  }
  for (const error of [
    new Error('x'),
    new FanfoldError('x', { code: 'c' }),
    null,
    Proxy.revocable({}, {}).proxy,
  ])
    assert.equal(ToolError.is(error), false)
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
    nothingDone: false,
    retryAfterMs: undefined,
  })
  for (const retryAfterMs of [NaN, -1, Infinity, -Infinity, '5', 10n])
    assert.equal(
      classify(Object.assign(new ToolError('no'), { retryAfterMs }), now).retryAfterMs,
      undefined,
    )
  for (const text of ['', 'Infinity', '1e400', '-5', '0x10'])
    assert.equal(
      classify({ status: 429, headers: { 'retry-after': text } }, now).retryAfterMs,
      undefined,
      text,
    )
})
