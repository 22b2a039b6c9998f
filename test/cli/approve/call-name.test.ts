import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { callName, idName, idOf, placesOf } from '../../../src/cli/approve/call-name.ts'
import { cases } from '../../support/cases.ts'

const id = fc.string({
  unit: fc.oneof(
    fc.constantFrom('/', '%', '-', ' ', '\n', '~', '2', 'F'),
    fc.constantFrom('é', '\u202e', '😀', "'", '$'),
  ),
})

suite('the name of a call on the command line', () => {
  test('is what people expect of plain ids', () => {
    assert.equal(callName({ turnId: 'run_2x9k-1', callKey: 'call_1' }), 'run_2x9k-1/call_1')
    assert.equal(callName({ turnId: 'lone/turn', callKey: '-a b\n' }), 'lone%2Fturn/%2Da%20b%0A')
    assert.equal(idName('customer/42 x'), 'customer/42%20x')
  })

  test('names one call only, in one word of any shell', () => {
    fc.assert(
      fc.property(id, id, (turnId, callKey) => {
        const name = callName({ turnId, callKey })
        assert.match(name, /^(?!-)[\w./:@%+,-]+$/)
        assert.deepEqual(placesOf(name)[0], { turnId, callKey })
        assert.equal(idOf(idName(turnId)), turnId)
      }),
      { numRuns: cases(1_000) },
    )
  })

  test('may also be the ids as they are', () => {
    assert.deepEqual(placesOf('a/b/c'), [
      { turnId: 'a', callKey: 'b/c' },
      { turnId: 'a/b', callKey: 'c' },
    ])
    assert.deepEqual(placesOf('50%/c'), [{ turnId: '50%', callKey: 'c' }])
    assert.deepEqual(placesOf('none'), [])
  })
})
