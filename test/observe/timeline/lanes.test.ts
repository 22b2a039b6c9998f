import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as check, integer, property, tuple } from 'fast-check'
import { lanesOf } from '../../../src/observe/timeline/lanes.ts'

const stretch = tuple(integer({ min: 0, max: 50 }), integer({ min: 1, max: 20 })).map(
  ([startMs, ms]) => ({ startMs, endMs: startMs + ms }),
)

test('no two stretches of a lane overlap, and there are as many lanes as overlap at most', () => {
  check(
    property(array(stretch, { maxLength: 40 }), (stretches) => {
      const lanes = lanesOf(stretches, 100)
      for (const [a, one] of stretches.entries())
        for (const [b, other] of stretches.entries())
          if (a < b && lanes[a] === lanes[b])
            assert.ok(one.endMs <= other.startMs || other.endMs <= one.startMs)
      let most = 0
      for (let ms = 0; ms < 80; ms += 1)
        most = Math.max(
          most,
          stretches.filter(({ startMs, endMs }) => startMs <= ms && ms < endMs).length,
        )
      assert.equal(new Set(lanes).size, most)
      assert.ok(lanes.every((lane) => lane < most))
    }),
  )
})

test('what has no end yet holds its lane until now', () => {
  assert.deepEqual(lanesOf([{ startMs: 0 }, { startMs: 50, endMs: 60 }], 100), [0, 1])
})
