import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rowOf } from '../../../src/journal/sqlite/row.ts'
import { decided, started } from '../../../src/testing/conformance/journal/records.ts'

describe('a record as a row', () => {
  it('has one value for each place of its statement', () => {
    const call = ['t', 'a', 'pay', '{"n":1}', 't-a', 1, 1]
    assert.deepEqual(rowOf(started('t', 'a', 1)).values, [...call, null, null])
    const inside = { turnId: 'outer', callKey: 'c' }
    const within = rowOf({ ...started('t', 'a', 1), inside })
    assert.deepEqual(within.values, [...call, 'outer', 'c'])
    assert.deepEqual(rowOf(decided('t', 'a', 'deny', 2)).values, ['t', 'a', 'deny', null, 2, null])
  })

  it('is refused where the file would give back another text', () => {
    for (const record of [started('t', 'a\ud800'), { ...decided('t', 'a'), reason: '\udc00' }])
      assert.throws(() => rowOf(record), { code: 'journal_record', message: /well-formed Unicode/ })
    assert.equal(rowOf(started('t', '\u{1f600}')).values[1], '\u{1f600}')
  })
})
