import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { halfPairIn } from '../../../../src/testing/model-server/body/half-pair.ts'
import { cases } from '../../../support/cases.ts'

/** Whole and half pairs, escapes that are none, and other text. */
const text = fc
  .array(fc.constantFrom('\u{1F600}', '\uD83D', '\uDE00', '\\', '\\ud83d', '"', 'é', 'u', '\n'))
  .map((pieces) => pieces.join(''))

test('half of a surrogate pair is found where there is one, and nowhere else', () => {
  fc.assert(
    fc.property(text, (value) => {
      const half = halfPairIn(JSON.stringify(value))
      assert.equal(half === undefined, value.isWellFormed())
    }),
    { numRuns: cases(2_000) },
  )
})

test('pairs that a client writes as escapes are whole', () => {
  assert.equal(halfPairIn(String.raw`{"a":"\ud83d\ude00"}`), undefined)
  assert.deepEqual(halfPairIn(String.raw`{"a":"\ud83d\u0041"}`), { at: 6, missing: 'low' })
  assert.deepEqual(halfPairIn(String.raw`{"a":"\ude00\ud83d"}`), { at: 6, missing: 'high' })
  assert.deepEqual(halfPairIn(String.raw`{"a":"\uD83D\n\uDE00"}`), { at: 6, missing: 'low' })
})
