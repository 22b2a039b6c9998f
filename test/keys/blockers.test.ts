import assert from 'node:assert/strict'
import { it } from 'node:test'
import { KeyTable } from '../../src/keys/key-table.ts'
import { cpuGrowth } from '../support/cpu-growth.ts'

const keysOf = (size: number): string[] => Array.from({ length: size }, (_, index) => `a/${index}`)

it('whether one claim waits for another takes time in proportion to their keys', () => {
  const growth = cpuGrowth(
    (size) => {
      const table = new KeyTable<number>(() => {})
      const earlier = table.claim(1, { reads: keysOf(size), writes: [] })
      const later = table.claim(2, { reads: keysOf(size), writes: [] })
      for (let times = 0; times < 10; times += 1)
        assert.equal(table.isBlockedBy(later, earlier), false)
    },
    300,
    60,
  )
  // More keys fill more of the caches, and are more garbage: linear work takes up to 40 times the time, quadratic 95 and more.
  assert.ok(growth < 60, `ten times the keys take ${growth.toFixed(1)} times the time`)
})

it('whom a claim waits for takes time in proportion to its keys and to them, and is told in order', () => {
  const growth = cpuGrowth(
    (size) => {
      const table = new KeyTable<number>(() => {})
      const keys = keysOf(size)
      for (const [owner, key] of keys.entries()) table.claim(owner, { reads: [], writes: [key] })
      const last = table.claim(-1, { reads: [], writes: keys.toReversed() })
      const owners = [...table.blockers(last)].map(({ owner }) => owner)
      assert.deepEqual(owners, [...keys.keys()])
    },
    300,
    40,
  )
  assert.ok(growth < 40, `ten times the keys take ${growth.toFixed(1)} times the time`)
})
