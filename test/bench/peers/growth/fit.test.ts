import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exponentOf } from '../../../../bench/peers/suites/growth/fit.ts'

function points(sizes: readonly number[], costOf: (size: number) => number) {
  return sizes.map((size) => ({ size, cost: costOf(size) }))
}

const sizes = [1, 10, 100, 1_000, 10_000]

test('the exponent is the power by which cost grows', () => {
  for (const power of [0, 0.5, 1, 2]) {
    const exponent = exponentOf(points(sizes, (size) => 3 * size ** power))
    assert.ok(Math.abs((exponent ?? Number.NaN) - power) < 1e-9, `${power}`)
  }
})

test('only the top two decades count', () => {
  const exponent = exponentOf(points(sizes, (size) => (size < 100 ? 5_000 : size)))
  assert.ok(Math.abs((exponent ?? Number.NaN) - 1) < 1e-9)
})

test('costs that cannot be on a logarithmic scale are left out', () => {
  assert.equal(
    exponentOf([
      { size: 1, cost: 0 },
      { size: 10, cost: 5 },
    ]),
    undefined,
  )
})
