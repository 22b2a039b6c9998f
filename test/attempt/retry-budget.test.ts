import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { RetryBudget } from '../../src/attempt/retry-budget.ts'

/** Asks for `wanted` retries at one moment. */
function granted(budget: RetryBudget, nowMs: number, wanted: number): number {
  let count = 0
  for (let asked = 0; asked < wanted; asked += 1) if (budget.take(nowMs)) count += 1
  return count
}

function calls(budget: RetryBudget, nowMs: number, count: number): void {
  for (let made = 0; made < count; made += 1) budget.onCall(nowMs)
}

test('a storm gets a fifth of its calls and the floor, once', () => {
  const budget = new RetryBudget()
  calls(budget, 0, 800)
  assert.equal(granted(budget, 0, 4_000), 160 + 100)
  assert.equal(granted(budget, 5_000, 4_000), 0)
})

test('few calls may retry as often as they like', () => {
  const budget = new RetryBudget()
  calls(budget, 0, 3)
  assert.equal(granted(budget, 0, 30), 30)
})

test('what is spent comes back with time, and calls of long ago buy nothing', () => {
  const budget = new RetryBudget({ ratio: 0.5, minPerSecond: 0 })
  calls(budget, 0, 100)
  assert.equal(granted(budget, 0, 10), 10)
  assert.equal(granted(budget, 8_000, 100), 40)
  assert.equal(granted(budget, 20_000, 100), 0)
  calls(budget, 20_000, 10)
  assert.equal(granted(budget, 20_000, 100), 5)
})

test('without a floor and a share there are no retries', () => {
  const budget = new RetryBudget({ ratio: 0, minPerSecond: 0 })
  calls(budget, 0, 100)
  assert.equal(granted(budget, 0, 100), 0)
})

test('whatever happens, retries stay within a share of the calls and the floor', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ gapMs: fc.nat({ max: 3_000 }), calls: fc.nat({ max: 50 }) })),
      (bursts) => {
        const budget = new RetryBudget({ ratio: 0.2, minPerSecond: 1 })
        let nowMs = 0
        let made = 0
        let retried = 0
        for (const { gapMs, calls: count } of bursts) {
          nowMs += gapMs
          calls(budget, nowMs, count)
          made += count
          retried += granted(budget, nowMs, 100)
          // A retry lasts in the budget for nine to ten seconds, as a call does.
          assert.ok(retried <= 0.2 * made + 10 * (1 + nowMs / 9_000))
        }
      },
    ),
  )
})
