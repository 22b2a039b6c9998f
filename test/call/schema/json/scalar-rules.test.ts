import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as fc from 'fast-check'
import { accepts } from './support.ts'

it('multiples are those of the decimal digits, however large or small', () => {
  for (const [multipleOf, value, is] of [
    [0.1, 0.3, true],
    [0.01, 4.35, true],
    [0.01, 4.355, false],
    [1e-7, 0.0000003, true],
    [1e-8, 12391239123, true],
    [3, 9007199254740991, false],
    [2, 1e300, true],
    [1e-300, 1e300, true],
    [0.5, 1e-300, false],
    [2, -4, true],
    [7, 0, true],
  ] as const)
    assert.equal(accepts({ multipleOf }, value), is, `${value} of ${multipleOf}`)
  assert.equal(accepts({ multipleOf: 1 }, Infinity), false)
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 1_000 }),
      fc.nat(6),
      (many, step, places) => {
        const multipleOf = Number(`${step}e-${places}`)
        assert.equal(
          accepts({ multipleOf }, Number(`${BigInt(many) * BigInt(step)}e-${places}`)),
          true,
        )
      },
    ),
  )
})

it('an integer is a number without a fraction, however large; what JSON does not have is no number', () => {
  const values = [1, 1.0, 1e300, -0, 1.5, NaN, Infinity, '1', 1n]
  const takes = (type: string): readonly boolean[] =>
    values.map((value) => accepts({ type }, value))
  assert.deepEqual(takes('integer'), [true, true, true, true, false, false, false, false, false])
  assert.deepEqual(takes('number'), [true, true, true, true, true, false, false, false, false])
})

it('lengths are counted in characters, not in code units', () => {
  for (const [schema, is] of [
    [{ minLength: 2 }, true],
    [{ minLength: 3 }, false],
    [{ maxLength: 2 }, true],
    [{ maxLength: 1 }, false],
  ] as const)
    assert.equal(accepts(schema, '😀😀'), is)
})

it('a long list of objects is looked through in no time', () => {
  const list = Array.from({ length: 20_000 }, (_, n) => ({ n, tags: [n] }))
  const before = performance.now()
  assert.equal(accepts({ uniqueItems: true }, list), true)
  assert.equal(accepts({ uniqueItems: true }, [...list, { tags: [7], n: 7 }]), false)
  assert.equal(
    accepts({ uniqueItems: true }, [1, '1', true, null, 'null', [], '[]', {}, '{}']),
    true,
  )
  assert.ok(performance.now() - before < 3_000)
})
