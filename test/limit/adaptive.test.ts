import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { AdaptiveSemaphore } from '../../src/limit/adaptive/adaptive-semaphore.ts'
import type { LimitAlgorithm, LimitRange, Sample } from '../../src/limit/adaptive/algorithm.ts'
import { Aimd } from '../../src/limit/adaptive/aimd.ts'
import { Gradient2 } from '../../src/limit/adaptive/gradient2.ts'
import { SampleWindow } from '../../src/limit/adaptive/sample-window.ts'
import { cases } from '../support/cases.ts'

function feed(algorithm: LimitAlgorithm, count: number, sample: Partial<Sample> = {}): void {
  for (let fed = 0; fed < count; fed += 1)
    algorithm.onSample({ runMs: 100, inFlight: algorithm.limit, dropped: false, ...sample })
}

test('the gate tells its algorithm of successes and drops, and keeps the rest to itself', () => {
  const samples: Sample[] = []
  const gate = new AdaptiveSemaphore('gate', {
    limit: 3,
    onSample: (one) => void samples.push(one),
  })
  for (let taken = 0; taken < 3; taken += 1) gate.take()
  gate.give('success', 10)
  gate.give('ignored', 20)
  gate.give('dropped', 30)
  assert.deepEqual(samples, [
    { runMs: 10, inFlight: 3, dropped: false },
    { runMs: 30, inFlight: 1, dropped: true },
  ])
  assert.equal(gate.taken, 0)
})

test('the gate counts what is taken, and knows whether one more leaves another', () => {
  const gate = new AdaptiveSemaphore('gate', { limit: 2, onSample() {} })
  assert.equal(gate.leavesOne(), true)
  gate.take()
  assert.deepEqual([gate.taken, gate.ready(), gate.leavesOne()], [1, true, false])
})

test('a limit that shrinks takes nothing away from those who run', () => {
  const algorithm = { limit: 3, onSample() {} }
  const gate = new AdaptiveSemaphore('gate', algorithm)
  for (let taken = 0; taken < 3; taken += 1) gate.take()
  algorithm.limit = 1
  gate.give('success', 1)
  assert.equal(gate.ready(), false)
  gate.give('success', 1)
  assert.equal(gate.ready(), false)
  gate.give('success', 1)
  assert.equal(gate.ready(), true)
})

test('a window sums up what came, and drops have no run time', () => {
  const window = new SampleWindow()
  for (const [runMs, inFlight, dropped] of [
    [100, 3, false],
    [1, 7, true],
    [200, 2, false],
    [1, 2, true],
  ] as const)
    window.add({ runMs, inFlight, dropped })
  assert.equal(window.count, 4)
  assert.deepEqual(window.take(), { meanRunMs: 150, maxInFlight: 7, droppedShare: 0.5 })
  assert.deepEqual(window.take(), { meanRunMs: undefined, maxInFlight: 0, droppedShare: 0 })
})

test('Aimd: one more for a success while at least half is used, a tenth less for a drop', () => {
  const aimd = new Aimd({ initial: 20 })
  feed(aimd, 1, { inFlight: 10 })
  assert.equal(aimd.limit, 21)
  feed(aimd, 5, { inFlight: 10 })
  assert.equal(aimd.limit, 21)
  feed(aimd, 1, { dropped: true })
  assert.equal(aimd.limit, 18)
  feed(aimd, 1, { dropped: true })
  assert.equal(aimd.limit, 16)
})

test('Aimd: a slow run counts as a drop, but once for all that were in flight', () => {
  const aimd = new Aimd({ initial: 20, slowMs: 500 })
  feed(aimd, 1, { runMs: 501, inFlight: 5 })
  assert.equal(aimd.limit, 18)
  feed(aimd, 4, { runMs: 900 })
  assert.equal(aimd.limit, 18)
  feed(aimd, 1, { runMs: 501 })
  assert.equal(aimd.limit, 16)
  const patient = new Aimd({ initial: 20 })
  feed(patient, 1, { runMs: 3_600_000 })
  assert.equal(patient.limit, 21)
})

test('both stay in their range and give whole numbers', () => {
  for (const algorithm of [
    new Aimd({ min: 3, max: 30, initial: 10 }),
    new Gradient2({ min: 3, max: 30, initial: 10 }),
  ]) {
    for (let fed = 0; fed < 5_000; fed += 1) {
      feed(algorithm, 1)
      assert.ok(Number.isInteger(algorithm.limit))
    }
    assert.ok(algorithm.limit > 20 && algorithm.limit <= 30, `${algorithm.limit} after health`)
    feed(algorithm, 5_000, { dropped: true })
    assert.equal(algorithm.limit, 3)
  }
})

test('the defaults begin at 20, end at 200, and fit what is given of a range', () => {
  assert.equal(new Aimd().limit, 20)
  const aimd = new Aimd()
  feed(aimd, 1_000)
  assert.equal(aimd.limit, 200)
  feed(aimd, 1_000, { dropped: true })
  assert.equal(aimd.limit, 1)
  assert.equal(new Aimd({ max: 5 }).limit, 5)
  assert.equal(new Aimd({ min: 50 }).limit, 50)
  assert.equal(new Aimd({ min: 500 }).limit, 500)
})

test('Gradient2: it measures first, few at once, then goes on from where it began', () => {
  const gradient = new Gradient2({ initial: 25 })
  assert.equal(gradient.limit, 5)
  feed(gradient, 9)
  assert.equal(gradient.limit, 5)
  feed(gradient, 1)
  assert.equal(gradient.limit, 25)
})

test('Gradient2: a window moves it by the published formula', () => {
  const gradient = new Gradient2({ initial: 25 })
  feed(gradient, 10, { runMs: 100 })
  // Usual run times, gradient 1: 25 · 0.8 + (25 + 5) · 0.2.
  feed(gradient, 25, { runMs: 100 })
  assert.equal(gradient.limit, 26)
  // The long average is 100.3 by then, the gradient 1.5 · 100.3 / 200: 26 · 0.8 + (26 · 0.752 + √26) · 0.2.
  feed(gradient, 26, { runMs: 200 })
  assert.equal(gradient.limit, 25)
  // The gradient does not fall below a half, however slow: 25.73 · 0.8 + (25.73 / 2 + √25.73) · 0.2.
  feed(gradient, 25, { runMs: 100_000 })
  assert.equal(gradient.limit, 24)
})

test('Gradient2: after a long overload it soon takes short run times for usual', () => {
  const gradient = new Gradient2({ initial: 25 })
  feed(gradient, 10, { runMs: 1_000 })
  feed(gradient, 30 * 25, { runMs: 100, inFlight: 1 })
  assert.equal(gradient.limit, 25)
  feed(gradient, 10 * 25, { runMs: 500 })
  assert.ok(gradient.limit < 20, `${gradient.limit}`)
})

test('Gradient2: what is not used does not grow', () => {
  const gradient = new Gradient2({ initial: 25 })
  feed(gradient, 10)
  feed(gradient, 500, { inFlight: 12 })
  assert.equal(gradient.limit, 25)
})

test('Gradient2: rejections are no fast answers', () => {
  const gradient = new Gradient2({ initial: 25 })
  feed(gradient, 10)
  for (let fed = 0; fed < 1_000; fed += 1) feed(gradient, 1, { runMs: 1, dropped: fed % 4 === 0 })
  assert.ok(gradient.limit < 10, `${gradient.limit}`)
})

test('Gradient2: while all is rejected it keeps to its least', () => {
  const gradient = new Gradient2({ initial: 25 })
  feed(gradient, 100, { dropped: true })
  assert.equal(gradient.limit, 1)
  feed(gradient, 200)
  assert.ok(gradient.limit > 1)
})

for (const [name, make] of [
  ['Aimd', (range: LimitRange) => new Aimd({ ...range, slowMs: 100 })],
  ['Gradient2', (range: LimitRange) => new Gradient2(range)],
] as const)
  test(`${name} gives a whole number in its range, whatever it is told of run times`, () => {
    const runMs = fc.constantFrom(0, 0, 0, 5, 1e-9, 1e12)
    const sample = fc.record({ runMs, dropped: fc.constantFrom(false, false, false, true) })
    // Runs of equal samples, for what is learnt from a window.
    const runs = fc.array(fc.tuple(sample, fc.integer({ min: 1, max: 60 })), { maxLength: 12 })
    const range = fc.record({ min: fc.integer({ min: 1, max: 5 }), more: fc.nat({ max: 50 }) })
    fc.assert(
      fc.property(range, runs, ({ min, more }, fed) => {
        const algorithm = make({ min, max: min + more })
        for (const [each, count] of fed)
          for (let at = 0; at < count; at += 1) {
            algorithm.onSample({ ...each, inFlight: algorithm.limit })
            const { limit } = algorithm
            assert.ok(Number.isInteger(limit) && limit >= min && limit <= min + more, `${limit}`)
          }
      }),
      { numRuns: cases(500) },
    )
  })
