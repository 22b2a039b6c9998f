import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ResultWindow } from '../../src/util/result-window.ts'

test('it knows how the last ones ended', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.boolean()), (size, results) => {
      const window = new ResultWindow(size)
      assert.equal(window.failureRate, 0)
      for (const [index, ok] of results.entries()) {
        window.add(ok)
        const last = results.slice(0, index + 1).slice(-size)
        assert.equal(window.failureRate, last.filter((one) => !one).length / last.length)
        assert.equal(window.isFull, index + 1 >= size)
      }
      window.clear()
      assert.deepEqual([window.failureRate, window.isFull], [0, false])
    }),
  )
})
