import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { burstOf, Rate } from '../../src/limit/rate.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/lane.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { Bench, names } from './harness.ts'
import { cases } from '../support/cases.ts'

/** The most of `times` that lie within any second, to the microsecond. */
function mostInASecond(times: readonly number[]): number {
  let most = 0
  let first = 0
  for (const [index, time] of times.entries()) {
    while (time - (times[first] as number) >= 1_000 - 1e-3) first += 1
    most = Math.max(most, index + 1 - first)
  }
  return most
}

test('never more than perSecond + burst start in any second, however they come', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.5, max: 40, noNaN: true })),
      fc.integer({ min: 1, max: 10 }),
      fc.array(
        fc.record({ afterMs: fc.integer({ min: 0, max: 2_000 }), calls: fc.nat({ max: 12 }) }),
        { maxLength: 6 },
      ),
      async (perSecond, burst, arrivals) => {
        const clock = virtualClock()
        const bench = new Bench(new Semaphore('slots', 1_000), clock)
        const lane = bench.lane(new Rate('rate', clock, perSecond, burst))
        const share = new Share()
        let calls = 0
        for (const arrival of arrivals) {
          await clock.advance(arrival.afterMs)
          bench.add(share, lane, ...names('a', arrival.calls))
          calls += arrival.calls
        }
        await clock.runUntilIdle()
        assert.equal(bench.times.length, calls)
        assert.ok(mostInASecond(bench.times) <= perSecond + burst)
      },
    ),
    { numRuns: cases(300) },
  )
})

test('a full bucket lets the burst go at once, then one after each interval', async () => {
  const clock = virtualClock()
  const rate = new Rate('rate', clock, 3, 2)
  const starts: number[] = []
  for (let start = 0; start < 8; start += 1) {
    while (!rate.ready()) await clock.advance(rate.readyAtMs() - clock.now())
    starts.push(clock.now())
    rate.take()
  }
  const expected = [0, 0, 1, 2, 3, 4, 5, 6].map((interval) => (interval * 1_000) / 3)
  for (const [index, start] of starts.entries())
    assert.ok(Math.abs(start - (expected[index] as number)) < 1e-3, `${start}`)
})

test('the rate is kept in the long run, whatever its interval', async () => {
  for (const perSecond of [3, 7, 13, 30]) {
    const clock = virtualClock()
    const bench = new Bench(new Semaphore('slots', 1_000), clock)
    bench.add(new Share(), bench.lane(new Rate('rate', clock, perSecond)), ...names('a', 301))
    await clock.runUntilIdle()
    assert.ok(Math.abs(clock.now() - 300_000 / perSecond) < 0.01, `${perSecond}: ${clock.now()}`)
  }
})

test('at the default burst no second sees more than perSecond, for rates up to 100', async () => {
  for (const perSecond of [1, 7, 100]) {
    const clock = virtualClock()
    const times: number[] = []
    const rate = new Rate('rate', clock, perSecond)
    for (let start = 0; start < 3 * perSecond; start += 1) {
      while (!rate.ready()) await clock.advance(rate.readyAtMs() - clock.now())
      times.push(clock.now())
      rate.take()
    }
    assert.equal(mostInASecond(times), perSecond)
  }
})

test('the default burst is a hundredth of the rate, at least 1', () => {
  assert.deepEqual([0.2, 10, 100, 101, 5_000].map(burstOf), [1, 1, 1, 2, 50])
})

test('what is not used is saved up to the burst and no further', async () => {
  const clock = virtualClock()
  const rate = new Rate('rate', clock, 10, 3)
  await clock.advance(60_000)
  let taken = 0
  for (; rate.ready(); taken += 1) rate.take()
  assert.equal(taken, 3)
})

test('whether one start leaves a token for another at a moment is known exactly', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 0.5, max: 40, noNaN: true }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 6 }),
      fc.integer({ min: 0, max: 2_000 }),
      async (perSecond, burst, gapsMs, afterMs) => {
        const clock = virtualClock()
        const rate = new Rate('rate', clock, perSecond, burst)
        for (const gapMs of gapsMs) {
          await clock.advance(gapMs)
          if (rate.ready()) rate.take()
        }
        if (!rate.ready()) return
        const leavesOne = rate.leavesOne(clock.now() + afterMs)
        rate.take()
        await clock.advance(afterMs)
        assert.equal(rate.ready(), leavesOne)
      },
    ),
    { numRuns: cases(500) },
  )
})
