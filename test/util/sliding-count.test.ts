import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { SlidingCount } from '../../src/util/sliding-count.ts'

test('it counts the last window, give or take a tenth of it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 700 }), { maxLength: 200 }), (gaps) => {
      const count = new SlidingCount(1_000)
      const times: number[] = []
      let nowMs = 0
      for (const gap of gaps) {
        nowMs += gap
        count.add(nowMs)
        times.push(nowMs)
        const within = (ms: number): number => times.filter((time) => time > nowMs - ms).length
        const total = count.total(nowMs)
        assert.ok(total >= within(900) && total <= within(1_000), `${total} at ${nowMs}`)
      }
      assert.equal(count.total(nowMs + 5_000), 0)
    }),
  )
})
