import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FanfoldError, ToolError, UsageError } from '../../src/call/errors/error.ts'
import { packError, unpackError } from '../../src/place/packed-error.ts'

const cross = (thrown: unknown): Error & Record<string, unknown> =>
  unpackError(structuredClone(packError(thrown, 0))) as Error & Record<string, unknown>

test('an error keeps its name, message, stack, causes and plain fields', () => {
  const cause = Object.assign(new RangeError('inner'), { code: 'ECONNRESET' })
  const error = Object.assign(new TypeError('outer', { cause }), { code: 7, flag: true, run() {} })
  const crossed = cross(error)
  assert.ok(crossed instanceof Error)
  assert.equal(`${crossed}`, 'TypeError: outer')
  assert.equal(crossed.stack, error.stack)
  assert.deepEqual([crossed['code'], crossed['flag'], crossed['run']], [7, true, undefined])
  const inner = crossed.cause as Error & { code: string }
  assert.equal(`${inner} ${inner.code}`, 'RangeError: inner ECONNRESET')
  assert.deepEqual(Object.keys(crossed), ['code', 'flag'])
})

test('our own errors stay what they are', () => {
  const own = cross(new UsageError('wrong'))
  assert.ok(FanfoldError.is(own))
  assert.deepEqual([own.name, own.code, own.message], ['UsageError', 'usage', 'wrong'])
  const plain = cross(new ToolError('no'))
  assert.ok(plain instanceof ToolError)
  assert.deepEqual([plain.code, plain.retryable, plain.nothingDone], ['tool_error', false, false])
  const known = cross(new ToolError('no', { code: 'x', retryable: true, nothingDone: true }))
  assert.deepEqual([known['code'], known['retryable'], known['nothingDone']], ['x', true, true])
  const { cause } = cross(new ToolError('no', { cause: new Error('why') }))
  assert.equal((cause as Error).message, 'why')
})

test('a DOMException keeps the name that its prototype has', () => {
  const error = cross(new DOMException('stop', 'AbortError'))
  assert.equal(`${error}`, 'AbortError: stop')
})

test('what a server said about another attempt crosses as a number', () => {
  const { status, headers } = cross({ response: { status: 429, headers: { 'Retry-After': '3' } } })
  assert.deepEqual({ status, headers }, { status: 429, headers: { 'retry-after-ms': 3_000 } })
})

test('anything may be thrown', () => {
  for (const thrown of ['text', 5, null, undefined, true]) assert.equal(cross(thrown), thrown)
  const circular = new Error('round')
  circular.cause = circular
  assert.equal(cross(circular).message, 'round')
  const hostile = {
    get message(): string {
      throw new Error('no')
    },
  }
  assert.match(String(cross(hostile)), /cannot be read/)
  assert.match(String(cross(Symbol('x'))), /cannot be read|Symbol/)
  assert.match(String(cross(() => 'x')), /x/)
})
