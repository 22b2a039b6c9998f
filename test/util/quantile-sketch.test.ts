import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { QuantileSketch } from '../../src/util/quantile-sketch.ts'
import { cases } from '../support/cases.ts'

function exact(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(q * (sorted.length - 1))] as number
}

function sketchOf(values: readonly number[], options?: object): QuantileSketch {
  const sketch = new QuantileSketch(options)
  for (const value of values) sketch.add(value)
  return sketch
}

const runTime = fc.oneof(
  fc.double({ min: 0.001, max: 100_000, noNaN: true }),
  fc.integer({ min: 1, max: 50 }),
  fc.double({ min: -3, max: 5, noNaN: true }).map((exponent) => 10 ** exponent),
)

test('every quantile is within 1 % of the exact one', () => {
  fc.assert(
    fc.property(
      fc.array(runTime, { minLength: 1, maxLength: 400 }),
      fc.constantFrom(0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1),
      (values, q) => {
        const estimate = sketchOf(values).quantile(q) as number
        const right = exact(values, q)
        assert.ok(Math.abs(estimate - right) <= 0.01 * right * (1 + 1e-9), `${estimate}, ${right}`)
      },
    ),
    { numRuns: cases(1_000) },
  )
})

test('with too few buckets the high quantiles keep their accuracy', () => {
  fc.assert(
    fc.property(fc.array(runTime, { minLength: 100, maxLength: 400 }), (values) => {
      const sketch = sketchOf(values, { buckets: 64 })
      const highest = Math.max(...values)
      for (const q of [0.5, 0.95, 0.99, 1]) {
        const right = exact(values, q)
        const estimate = sketch.quantile(q) as number
        // 64 buckets of 2 % reach down to a 3.6th of the highest value; what is below counts as their lowest.
        const least = highest * ((1 - 0.01) / (1 + 0.01)) ** 63
        if (right > least) assert.ok(Math.abs(estimate - right) <= 0.0101 * right)
        else assert.ok(estimate <= least * 1.021)
      }
    }),
    { numRuns: cases(300) },
  )
})

test('before the first value there is no quantile', () => {
  const sketch = new QuantileSketch()
  assert.equal(sketch.quantile(0.5), undefined)
  assert.equal(sketch.count, 0)
  sketch.add(7)
  assert.equal(sketch.count, 1)
  assert.ok(Math.abs((sketch.quantile(0.5) as number) - 7) <= 0.07)
})

test('zero is a run time like any other', () => {
  const sketch = sketchOf([0, 0, 0, 5])
  assert.ok((sketch.quantile(0.5) as number) < 1e-5)
  assert.ok(Math.abs((sketch.quantile(1) as number) - 5) <= 0.05)
})

test('a value far above all others does not lose their count', () => {
  const sketch = sketchOf([1, 1, 1, 1e30])
  assert.equal(sketch.count, 4)
  assert.ok((sketch.quantile(1) as number) > 0.98e30)
  assert.ok((sketch.quantile(0.5) as number) < 1e30)
  const back = sketchOf([1e30, 1, 2])
  assert.equal(back.count, 3)
})

test('it speaks of the last one to two generations, and so follows a change', () => {
  const sketch = new QuantileSketch({ generation: 100 })
  const values: number[] = []
  for (let added = 0; added < 1_000; added += 1) {
    const value = added < 500 ? 100 + (added % 10) : 300 + (added % 10)
    values.push(value)
    sketch.add(value)
    assert.ok(sketch.count <= 200 && sketch.count >= Math.min(100, added))
    const right = exact(values.slice(-sketch.count), 0.95)
    assert.ok(Math.abs((sketch.quantile(0.95) as number) - right) <= 0.0101 * right)
  }
  assert.ok((sketch.quantile(0) as number) > 290)
})
