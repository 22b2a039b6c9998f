import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoffMs } from '../../src/util/backoff.ts'

test('full jitter draws from zero to a bound that doubles up to its cap', () => {
  assert.equal(backoffMs(1, 0), 0)
  assert.equal(backoffMs(1, 0.5), 100)
  assert.equal(backoffMs(4, 0.5), 800)
  assert.equal(backoffMs(30, 0.5), 5_000)
})

test('Retry-After is the least, with at most the base on top', () => {
  assert.equal(backoffMs(1, 0, 3_000), 3_000)
  assert.equal(backoffMs(1, 0.5, 3_000), 3_100)
  assert.equal(backoffMs(9, 1, 50), 100)
})
