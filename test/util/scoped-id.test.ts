import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { test } from 'node:test'
import { scopedId } from '../../src/util/scoped-id.ts'

test('two ids give one that no others give, however they are made', () => {
  assert.equal(scopedId('turn_1', 'call_2'), 'turn_1:call_2')
  const id = fc.string({ unit: fc.constantFrom('a', ':', '%', '3', 'A', '2', '5') })
  fc.assert(
    fc.property(id, id, id, id, (a, b, c, d) => {
      assert.equal(scopedId(a, b) === scopedId(c, d), a === c && b === d)
    }),
    {
      numRuns: 2_000,
      examples: [
        ['a:b', 'c', 'a', 'b:c'],
        ['a%3Ab', 'c', 'a:b', 'c'],
      ],
    },
  )
})
