import assert from 'node:assert/strict'
import { it } from 'node:test'
import { RecentlyUsed } from '../../../src/call/schema/recently-used.ts'

it('keeps so many, and drops what was used the longest ago', () => {
  const known = new RecentlyUsed<number>({ mostEntries: 2, mostCharacters: 100 })
  known.add('a', 1)
  known.add('b', 2)
  known.get('a')
  known.add('c', 3)
  assert.deepEqual(
    ['a', 'b', 'c'].map((key) => known.get(key)),
    [1, undefined, 3],
  )
  assert.equal(known.size, 2)
})

it('keeps keys of so many characters together, and none that is longer by itself', () => {
  const known = new RecentlyUsed<number>({ mostEntries: 100, mostCharacters: 10 })
  for (let n = 0; n < 1_000; n += 1) known.add(`key${n}`, n)
  assert.equal(known.get('key999'), 999)
  assert.equal(known.size, 1)
  assert.equal(known.add('x'.repeat(11), 5), 5)
  assert.equal(known.size, 1)
})
