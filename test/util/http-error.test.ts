import assert from 'node:assert/strict'
import { it } from 'node:test'
import { httpFacts } from '../../src/util/http-error.ts'

it('an error carries its HTTP response under any of the names that clients use', () => {
  const headers = { 'retry-after': '1' }
  const of = (fields: object): object => Object.assign(new Error('no'), fields)
  const full = { status: 429, headers }
  assert.deepEqual(httpFacts(of({ status: 429, headers })), full)
  assert.deepEqual(httpFacts(of({ statusCode: 429, headers })), full)
  assert.deepEqual(httpFacts(of({ response: { status: 429, headers } })), full)
  assert.deepEqual(httpFacts(of({ response: { statusCode: 429, headers } })), full)
  const aws = { $metadata: { httpStatusCode: 429 }, $response: { headers } }
  assert.deepEqual(httpFacts(of(aws)), full)
  assert.deepEqual(httpFacts(of({ ...aws, status: 42 })), full)
  assert.deepEqual(httpFacts(of({ status: 'no number', response: { status: 429 } })), {
    status: 429,
    headers: undefined,
  })
  assert.deepEqual(httpFacts(of({ response: null })), { status: undefined, headers: undefined })
})
