import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { maxMinShares } from '../../src/util/max-min-shares.ts'

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
const amounts = fc.array(fc.nat(1_000), { maxLength: 30 })

test('whoever needs less than the fair share gets it whole; the others share the rest', () => {
  assert.deepEqual(maxMinShares([2, 8, 10], 15), [2, 7, 6])
  assert.deepEqual(maxMinShares([2, 8, 10], 16), [2, 7, 7])
  assert.deepEqual(maxMinShares([10, 10, 10], 10), [4, 3, 3])
  assert.deepEqual(maxMinShares([5, 5], 100), [5, 5])
  assert.deepEqual(maxMinShares([5, 5], Infinity), [5, 5])
  assert.deepEqual(maxMinShares([5, 5], 0), [0, 0])
  assert.deepEqual(maxMinShares([], 10), [])
})

test('a floor is kept, at the cost of those above it', () => {
  assert.deepEqual(maxMinShares([100, 100, 100], 90, [60, 0, 0]), [60, 15, 15])
  assert.deepEqual(maxMinShares([100, 100, 20], 90, [10, 0, 50]), [35, 35, 20])
  assert.deepEqual(maxMinShares([100, 100], 10, [50, 50]), [50, 50])
})

test('the shares add up to the total or to the demands, and none can grow but at the cost of one no larger', () => {
  fc.assert(
    fc.property(amounts, fc.nat(20_000), (demands, total) => {
      const shares = maxMinShares(demands, total)
      assert.equal(sum(shares), Math.min(total, sum(demands)))
      const largest = Math.max(0, ...shares)
      for (const [index, share] of shares.entries()) {
        assert.ok(share >= 0 && share <= (demands[index] as number))
        // The definition of max-min fairness, give or take the one that cannot be halved.
        if (share < (demands[index] as number)) assert.ok(share >= largest - 1)
      }
    }),
  )
})

test('with floors, too', () => {
  const pairs = fc.array(fc.tuple(fc.nat(1_000), fc.nat(1_000)), { maxLength: 30 })
  fc.assert(
    fc.property(pairs, fc.nat(20_000), (vessels, total) => {
      const demands = vessels.map(([demand]) => demand)
      const least = vessels.map(([demand, floor]) => Math.min(demand, floor))
      const shares = maxMinShares(
        demands,
        total,
        vessels.map(([, floor]) => floor),
      )
      assert.equal(sum(shares), Math.max(sum(least), Math.min(total, sum(demands))))
      const aboveFloor = shares.filter((share, index) => share > (least[index] as number))
      const highest = Math.max(0, ...aboveFloor)
      for (const [index, share] of shares.entries()) {
        assert.ok(share >= (least[index] as number) && share <= (demands[index] as number))
        if (share < (demands[index] as number)) assert.ok(share >= highest - 1)
      }
    }),
  )
})
