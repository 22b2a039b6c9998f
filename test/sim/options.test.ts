import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readOptions } from '../../sim/options.ts'

describe("the simulation's options", () => {
  it('default to two thousand seeds from the first on, in one process', () => {
    const { from, seeds, jobs, mutants } = readOptions([])
    assert.deepEqual(
      { from, seeds, jobs, mutants },
      { from: 1, seeds: 2_000, jobs: 1, mutants: false },
    )
  })

  it('take one seed by its number', () => {
    const { from, seeds, single, trace } = readOptions(['--seed', '42', '--trace'])
    assert.deepEqual(
      { from, seeds, single, trace },
      { from: 42, seeds: 1, single: true, trace: true },
    )
  })

  it('run the mutants for JSON, which counts them', () => {
    assert.ok(readOptions(['--json']).mutants)
    assert.ok(!readOptions(['--json', '--seed', '3']).mutants)
  })

  it('say what is wrong', () => {
    assert.throws(
      () => readOptions(['--seeds', 'many']),
      /Expected --seeds to be a whole number.*"many"/,
    )
    assert.throws(() => readOptions(['--speed', '9']), /--speed/)
  })
})
