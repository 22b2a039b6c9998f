import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HedgePolicy } from '../../src/attempt/hedge.ts'
import { seededRandom } from '../../src/testing/random.ts'
import { quick } from '../support/cases.ts'

function seen(policy: HedgePolicy, runTimes: Iterable<number>): void {
  for (const runMs of runTimes) policy.onResult(runMs)
}

function calls(policy: HedgePolicy, count: number): void {
  for (let made = 0; made < count; made += 1) policy.onCall()
}

test('no hedge before the tool is known, then one after the 95th percentile', () => {
  const policy = new HedgePolicy()
  const times = Array.from({ length: 100 }, (_, index) => index + 1)
  seen(policy, times.slice(0, 19))
  assert.equal(policy.delayMs(), undefined)
  seen(policy, times.slice(19))
  const delayMs = policy.delayMs() as number
  assert.ok(delayMs >= 95 && delayMs <= 97.1, `${delayMs}`)
  assert.equal(policy.delayMs(1), 2 * delayMs)
  assert.equal(policy.delayMs(2), 4 * delayMs)
})

test('where all calls take equally long none is hedged just before its end', () => {
  for (const runMs of [1, 7.3, 100, 12_345]) {
    const policy = new HedgePolicy()
    seen(
      policy,
      Array.from({ length: 50 }, () => runMs),
    )
    assert.ok((policy.delayMs() as number) >= runMs * (1 - 1e-9))
  }
})

test('the delay follows the tool', () => {
  const policy = new HedgePolicy()
  seen(
    policy,
    Array.from({ length: 2_000 }, () => 10),
  )
  seen(
    policy,
    Array.from({ length: 2_000 }, () => 500),
  )
  assert.ok((policy.delayMs() as number) >= 500)
})

test('extra attempts stay within a twentieth of the calls', () => {
  const policy = new HedgePolicy()
  let extra = 0
  for (let made = 1; made <= 5_000; made += 1) {
    policy.onCall()
    for (let asked = 0; asked < 3; asked += 1) if (policy.take(asked)) extra += 1
    assert.ok(extra <= 0.05 * made + 1e-6, `${extra} of ${made}`)
  }
  assert.ok(extra >= 240)
})

test('a part of the budget is kept for those who ask again', () => {
  const policy = new HedgePolicy()
  calls(policy, 201)
  let first = 0
  while (policy.take(0)) first += 1
  let again = 0
  while (policy.take(1)) again += 1
  assert.deepEqual([first, again], [5, 5])
})

test('what is not used is saved up, but not without end', () => {
  const policy = new HedgePolicy()
  calls(policy, 1_000_000)
  let extra = 0
  while (policy.take(1)) extra += 1
  assert.equal(extra, 50)
})

/** Turns of calls side by side, some fifty times slower; how long each turn takes with and without hedging. */
function turnsOf(calls: number, seed: number, usualMs: (random: () => number) => number) {
  const random = seededRandom(seed)
  const policy = new HedgePolicy()
  const runMs = (): number => usualMs(random) * (random() < 0.01 ? 50 : 1)
  const plain: number[] = []
  const hedged: number[] = []
  let extra = 0
  for (let turn = 0; turn < 1_000; turn += 1) {
    const ends = Array.from({ length: calls }, runMs)
    plain.push(Math.max(...ends))
    const perCall = ends.map(() => 0)
    for (let call = 0; call < calls; call += 1) policy.onCall()
    for (let asked = 0; asked < 7; asked += 1) {
      const atMs = policy.delayMs(asked) ?? Infinity
      for (const [call, endMs] of ends.entries()) {
        const hedges = perCall[call] as number
        if (endMs <= atMs || hedges >= policy.perCall || !policy.take(asked)) continue
        perCall[call] = hedges + 1
        extra += 1
        ends[call] = Math.min(endMs, atMs + runMs())
      }
    }
    for (const endMs of ends.toSorted((a, b) => a - b)) policy.onResult(endMs)
    hedged.push(Math.max(...ends))
  }
  const p99 = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[989] as number
  return { gain: p99(plain) / p99(hedged), extra: extra / (1_000 * calls) }
}

test('with 1 % of calls 50 times slower, turns of 100 calls are far faster for 5 % more attempts', () => {
  const kinds: Record<string, (random: () => number) => number> = {
    constant: () => 100,
    uniform: (random) => 80 + 40 * random(),
    exponential: (random) => -100 * Math.log(1 - random()),
  }
  for (const [kind, usualMs] of Object.entries(kinds))
    for (const seed of quick ? [1] : [1, 2, 3]) {
      const { gain, extra } = turnsOf(100, seed, usualMs)
      assert.ok(gain >= 5, `${kind}, seed ${seed}: p99 ${gain.toFixed(1)} times lower`)
      assert.ok(extra <= 0.05, `${kind}, seed ${seed}: ${(100 * extra).toFixed(2)} % more attempts`)
    }
})
