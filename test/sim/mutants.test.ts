import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { broken } from '../../sim/mutants/break-source.ts'
import type { Mutant } from '../../sim/mutants/mutant.ts'
import { mutants } from '../../sim/mutants/mutants.ts'

const sourceOf = ({ file }: Mutant): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')

describe('the mutants', () => {
  it('are there for every guarantee, each with a name of its own', () => {
    assert.ok(mutants.length >= 15)
    assert.equal(new Set(mutants.map(({ name }) => name)).size, mutants.length)
    const guarantees = new Set(mutants.map(({ guarantee }) => guarantee))
    assert.deepEqual([...guarantees].toSorted(), ['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8'])
  })

  it('follow the source', () => {
    for (const mutant of mutants) {
      const source = sourceOf(mutant)
      assert.notEqual(broken(mutant, source), source, mutant.name)
    }
  })

  it('fail loudly when what they break is gone, or there twice', () => {
    const mutant: Mutant = {
      name: 'm',
      guarantee: 'G1',
      file: 'src/x.ts',
      find: 'a',
      replace: '$&',
      by: 'turns',
    }
    assert.equal(broken(mutant, 'cat'), 'c$&t')
    assert.throws(() => broken(mutant, 'dog'), /mutant "m" to occur once in src\/x\.ts, found it 0/)
    assert.throws(() => broken(mutant, 'banana'), /found it 3 times/)
  })
})
