import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MovingAverage } from '../../src/util/moving-average.ts'

test('the first value is the average, and each later one counts 2 / (window + 1)', () => {
  const average = new MovingAverage(9)
  assert.equal(average.value, 0)
  average.add(100)
  assert.equal(average.value, 100)
  average.add(200)
  assert.equal(average.value, 120)
  average.add(120)
  assert.equal(average.value, 120)
})

test('it comes to a value that stays', () => {
  const average = new MovingAverage(9)
  average.add(100)
  for (let added = 0; added < 100; added += 1) average.add(10)
  assert.ok(Math.abs(average.value - 10) < 1e-6)
})

test('it can be scaled and begun again', () => {
  const average = new MovingAverage(9)
  average.scale(0.5)
  assert.equal(average.value, 0)
  average.add(100)
  average.scale(0.5)
  assert.equal(average.value, 50)
  average.restart(7)
  average.add(17)
  assert.equal(average.value, 9)
})
