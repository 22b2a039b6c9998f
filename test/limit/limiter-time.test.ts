import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { Pause } from '../../src/limit/pause.ts'
import { Rate } from '../../src/limit/rate.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'
import { Share } from '../../src/limit/lane.ts'
import { restless } from '../../sim/world/restless-clock.ts'
import { seededRandom } from '../../src/testing/random.ts'
import { virtualClock } from '../../src/testing/virtual-clock.ts'
import { Bench, names, type Call } from './harness.ts'
import { cases } from '../support/cases.ts'

const manySlots = (): Semaphore => new Semaphore('slots', 100)

test('those who wait for time start in time, by one timer, and none is left', async () => {
  const clock = virtualClock()
  const bench = new Bench(manySlots(), clock)
  const lanes = [2, 10].map((perSecond) => bench.lane(new Rate('rate', clock, perSecond)))
  for (const lane of lanes) bench.add(new Share(), lane, ...names('a', 3))
  assert.equal(bench.started.length, 2)
  assert.equal(clock.pendingTimers, 1)
  await clock.advance(99)
  assert.equal(bench.started.length, 2)
  await clock.advance(1)
  assert.equal(bench.started.length, 3)
  assert.equal(clock.pendingTimers, 1)
  await clock.runUntilIdle()
  assert.equal(bench.started.length, 6)
  assert.equal(clock.now(), 1_000)
})

test('no timer is set when nobody waits for time', async () => {
  const clock = virtualClock()
  const bench = new Bench(new Semaphore('slots', 1), clock)
  const lane = bench.lane(new Rate('rate', clock, 1, 5))
  bench.add(new Share(), lane, ...names('a', 3))
  assert.equal(clock.pendingTimers, 0)
})

test('the timer goes with the last who waits for it', () => {
  const clock = virtualClock()
  const bench = new Bench(manySlots(), clock)
  const lane = bench.lane(new Rate('rate', clock, 1))
  const [, second, third] = bench.add(new Share(), lane, ...names('a', 3))
  bench.remove(second as Call)
  assert.equal(clock.pendingTimers, 1)
  bench.remove(third as Call)
  assert.equal(clock.pendingTimers, 0)
})

test('a pause that is put off puts off the timer', async () => {
  const clock = virtualClock()
  const bench = new Bench(manySlots(), clock)
  const pause = new Pause('paused', clock)
  pause.until(1_000)
  bench.add(new Share(), bench.lane(pause), 'a')
  pause.until(3_000)
  pause.until(2_000)
  await clock.advance(2_999)
  assert.deepEqual(bench.started, [])
  await clock.advance(1)
  assert.deepEqual(bench.started, ['a'])
  assert.equal(clock.pendingTimers, 0)
})

test('of two gates that time keeps closed the later one counts', async () => {
  const clock = virtualClock()
  let told = 0
  const bench: Bench = new Bench(manySlots(), clock, () => {
    told += 1
    bench.limiter.pump()
  })
  const [sooner, later] = [new Pause('sooner', clock), new Pause('later', clock)]
  sooner.until(100)
  later.until(200)
  bench.add(new Share(), bench.lane(sooner, later), 'a')
  await clock.runUntilIdle()
  assert.deepEqual([told, ...bench.times], [1, 200])
})

test('however odd the moment, a timer or two are enough for it', async () => {
  const moment = fc.double({ min: 0, max: 1e6, noNaN: true })
  await fc.assert(
    fc.asyncProperty(moment, moment, async (fromMs, untilMs) => {
      const clock = virtualClock({ maxTimers: 2 })
      await clock.advance(fromMs)
      const pause = new Pause('paused', clock)
      pause.until(untilMs)
      const bench = new Bench(manySlots(), clock)
      bench.add(new Share(), bench.lane(pause), 'a')
      await clock.runUntilIdle()
      assert.deepEqual(bench.started, ['a'])
      assert.ok((bench.times[0] as number) <= Math.max(fromMs, untilMs) + 1)
    }),
    { numRuns: cases(2_000) },
  )
})

test('who is free to start does not wait for those whom time keeps back', () => {
  const clock = virtualClock()
  const bench = new Bench(new Semaphore('slots', 1), clock)
  const pause = new Pause('paused', clock)
  pause.until(1_000)
  const share = new Share()
  bench.add(share, bench.lane(pause), 'paused')
  bench.add(share, bench.lane(), 'free')
  assert.deepEqual(bench.started, ['free'])
})

test('a nested call whose limit its parent holds still wakes up by time', async () => {
  const clock = virtualClock()
  const bench = new Bench(new Semaphore('slots', 1), clock)
  const lane = bench.lane(new Semaphore('crm', 1), new Rate('rate', clock, 1))
  const [outer] = bench.add(new Share(), lane, 'outer')
  bench.add((outer as Call).nest(), lane, 'inner')
  assert.deepEqual(bench.started, ['outer'])
  await clock.runUntilIdle()
  assert.deepEqual(bench.started, ['outer', 'inner'])
})

test('who is told of the time has to pump', async () => {
  const clock = virtualClock()
  let told = 0
  const bench: Bench = new Bench(manySlots(), clock, () => {
    told += 1
    bench.limiter.pump()
  })
  bench.add(new Share(), bench.lane(new Rate('rate', clock, 1)), 'a', 'b')
  await clock.runUntilIdle()
  assert.equal(told, 1)
  assert.deepEqual(bench.started, ['a', 'b'])
})

test('a timer that fires early is set again, and not over and over', async () => {
  const clock = virtualClock()
  let timers = 0
  const early = {
    ...clock,
    now: () => clock.now(),
    setTimer: <T>(run: (argument: T) => void, delayMs: number, argument: T) => {
      timers += 1
      return clock.setTimer(run, delayMs > 1 ? delayMs - 0.5 : delayMs, argument)
    },
  }
  const bench = new Bench(manySlots(), early)
  bench.add(new Share(), bench.lane(new Rate('rate', early, 3)), ...names('a', 10))
  await clock.runUntilIdle()
  assert.equal(bench.started.length, 10)
  assert.ok(timers <= 20, `${timers} timers`)
})

const restlessCase = fc.record({
  seed: fc.nat(),
  stepMs: fc.constantFrom(0.01, 0.1, 1),
  perSecond: fc.array(fc.constantFrom(1, 10, 300, 1_000), { minLength: 1, maxLength: 3 }),
  pausedMs: fc.constantFrom(0, 1, 5),
  count: fc.integer({ min: 1, max: 8 }),
  removed: fc.array(fc.nat({ max: 7 }), { maxLength: 3 }),
})

test('on a clock that moves on between two readings, all who wait for time start', () =>
  fc.assert(
    fc.asyncProperty(restlessCase, async (given) => {
      const { seed, stepMs, perSecond, pausedMs, count, removed } = given
      const random = seededRandom(seed)
      const virtual = virtualClock()
      const clock = restless(virtual, random, stepMs)
      const bench = new Bench(manySlots(), clock)
      const pause = new Pause('paused', clock)
      pause.until(clock.now() + pausedMs)
      const rates = perSecond.map((each) => new Rate(`${each} a second`, clock, each))
      const lanes = [...rates.map((rate) => bench.lane(pause, rate)), bench.lane(...rates)]
      const calls = lanes.flatMap((lane) => bench.add(new Share(), lane, ...names('a', count)))
      // One that is called off has the timer set anew, in the moment in which it is due as in any other.
      for (const index of removed) {
        await virtual.advance(random() * 5)
        const call = calls[index]
        if (call?.queue !== undefined) bench.remove(call)
      }
      await virtual.runUntilIdle()
      assert.equal(bench.limiter.waiting, 0)
    }),
    { numRuns: cases(500) },
  ))
