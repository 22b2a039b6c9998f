import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as fc from 'fast-check'
import { cutError, redactError } from '../../src/util/error-length.ts'
import { errorText } from '../../src/util/error-text.ts'
import { deepArray } from '../support/deep-values.ts'
import { hostile } from '../support/hostile-values.ts'

it('whatever is thrown has a text', () => {
  assert.equal(errorText(new Error('no')), 'no')
  assert.equal(errorText(new TypeError('')), 'TypeError')
  assert.equal(errorText('no'), 'no')
  assert.equal(errorText({ message: 'no' }), 'no')
  assert.equal(
    errorText(new Response('', { status: 429, statusText: 'Too Many' })),
    'it threw HTTP 429 Too Many',
  )
  assert.equal(errorText({ status: 503 }), 'it threw HTTP 503')
  assert.equal(errorText(undefined), 'it threw undefined')
  assert.equal(errorText(Object.create(null)), 'it threw something that cannot be read')
  fc.assert(fc.property(hostile, (make) => typeof errorText(make()) === 'string'))
  const gaps: unknown[] = []
  gaps[4_000_000_000] = 1
  assert.equal(errorText(gaps), 'it threw an array of 4000000001')
  assert.equal(errorText(deepArray(100_000)), 'it threw an array of 1')
})

it('a long message is cut, says so, and keeps its head and tail', () => {
  const long = `head ${'x'.repeat(5_000_000)} tail`
  for (const cut of [cutError(long), redactError(long)]) {
    assert.ok(cut.length <= 20_000)
    assert.match(cut, /^head x+\n\[… cut: the message has 5000010 characters …\]\nx+ tail$/)
  }
  assert.equal(redactError('short'), 'short')
})

it('a credential at the cut is taken out whole', () => {
  const password = `password=${'S3CR3T'.repeat(1_000)}`
  for (let shift = 0; shift < 30_000; shift += 2_000) {
    const [near, far] = ['x'.repeat(shift), 'y '.repeat(150_000)]
    assert.doesNotMatch(redactError(`${near} ${password} ${far}`), /S3CR3T/)
    assert.doesNotMatch(redactError(`${far} ${password} ${near}`), /S3CR3T/)
  }
})
