import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { KeyIndex } from '../../src/keys/key-index.ts'
import { overlap } from '../../src/keys/key.ts'
import { collectGarbage } from '../support/garbage.ts'

const key = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join('/'))

test('what overlaps is found, and only that, whatever was removed before', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ key: fc.oneof(key, fc.constant('*')), removed: fc.boolean() })),
      fc.oneof(key, fc.constant('*')),
      (items, sought) => {
        const index = new KeyIndex<number>()
        items.forEach((item, n) => index.add(item.key, n))
        items.forEach((item, n) => item.removed && index.remove(item.key, n))
        const expected = items.flatMap((item, n) =>
          !item.removed && overlap(item.key, sought) ? [n] : [],
        )
        assert.deepEqual([...index.overlapping(sought)].toSorted(), expected.toSorted())
      },
    ),
  )
})

test('a key may have any number of others below it, and an item any number of keys', () => {
  const index = new KeyIndex<string>()
  const keys = Array.from({ length: 130_000 }, (_, n) => `dir/${n}`)
  for (const one of keys) index.add(one, 'item')
  assert.deepEqual([...index.overlapping('dir')], ['item'])
  assert.deepEqual([...index.overlapping('*')], ['item'])
  for (const one of keys) index.remove(one, 'item')
  assert.equal(index.overlapping('*').size, 0)
})

test('an index of nothing takes no room, whatever was in it', async () => {
  const index = new KeyIndex<number>()
  const fill = (round: number): void => {
    for (let n = 0; n < 60_000; n += 1) {
      index.add(`dir/${round}/${n}/file`, n)
      index.remove(`dir/${round}/${n}/file`, n)
    }
  }
  fill(0)
  await collectGarbage()
  const before = process.memoryUsage().heapUsed
  for (let round = 1; round < 3; round += 1) fill(round)
  await collectGarbage()
  assert.equal(index.overlapping('*').size, 0)
  // Nodes of as many keys would be some thirty megabytes.
  const grownBytes = process.memoryUsage().heapUsed - before
  assert.ok(grownBytes < 10e6, `${grownBytes} bytes more`)
})
