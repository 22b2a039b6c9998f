import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsageError } from '../../src/call/errors/error.ts'
import { AdaptiveSemaphore } from '../../src/limit/adaptive/adaptive-semaphore.ts'
import { concurrencyOption, makeSlots } from '../../src/limit/concurrency.ts'
import type { Gate } from '../../src/limit/gate.ts'
import { Semaphore } from '../../src/limit/semaphore.ts'

/** Takes all there are. */
function countPermits(gate: Gate): number {
  while (gate.ready()) gate.take()
  return gate.taken
}

test('a number is a fixed limit', () => {
  const slots = makeSlots(4)
  assert.ok(slots instanceof Semaphore)
  assert.deepEqual([countPermits(slots), slots.name], [4, 'concurrency'])
  assert.equal(makeSlots(Infinity).ready(), true)
})

test("'adaptive' and an algorithm's name are a limit that moves", () => {
  for (const concurrency of ['adaptive', { algorithm: 'aimd', initial: 20 }] as const) {
    const slots = makeSlots(concurrency)
    assert.ok(slots instanceof AdaptiveSemaphore)
    slots.take()
    slots.give('dropped', 1)
    assert.equal(countPermits(slots), 18)
  }
  const gradient = makeSlots({ algorithm: 'gradient2', min: 2, max: 9, initial: 9 })
  assert.ok(gradient instanceof AdaptiveSemaphore)
  assert.equal(countPermits(gradient), 3)
  const slow = makeSlots({ algorithm: 'aimd', slowMs: 100 })
  slow.take()
  slow.give('success', 101)
  assert.equal(countPermits(slow), 18)
})

test('what is none of these is said to be wrong, and how', () => {
  const wrong: [unknown, RegExp][] = [
    [0, /Expected `c` to be a positive integer, got `0`\./],
    [1.5, /Expected `c` to be a positive integer, got `1\.5`\./],
    ['fast', /Expected `c` to be a positive integer, 'adaptive' or \{ algorithm \}, got "fast"\./],
    [null, /got `null`/],
    [{}, /Expected `c\.algorithm` to be 'aimd' or 'gradient2', got `undefined`/],
    [{ algorithm: 'vegas' }, /Expected `c\.algorithm` to be 'aimd' or 'gradient2', got "vegas"/],
    [{ algorithm: 'aimd', min: 0 }, /`c\.min`/],
    [{ algorithm: 'aimd', max: -1 }, /`c\.max`/],
    [{ algorithm: 'aimd', initial: 'two' }, /`c\.initial`/],
    [{ algorithm: 'aimd', slowMs: 0 }, /`c\.slowMs`/],
    [{ algorithm: 'aimd', min: 9, max: 3 }, /`c\.min` to be at most `c\.max`, got `9` and `3`/],
    [{ algorithm: 'gradient2', slowMs: 5 }, /only for algorithm 'aimd'/],
  ]
  for (const [value, message] of wrong)
    assert.throws(() => concurrencyOption(value, 'c', ''), { constructor: UsageError, message })
  for (const value of [1, Infinity, 'adaptive', { algorithm: 'gradient2', max: 3 }])
    concurrencyOption(value, 'c', '')
})
