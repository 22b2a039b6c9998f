import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { canonicalJson } from '../../src/util/canonical-json.ts'
import { sameJson } from '../../src/util/same-json.ts'
import { deepArray, deepObject, endless } from '../support/deep-values.ts'
import { hostile } from '../support/hostile-values.ts'
import { atLimits, cases } from '../support/cases.ts'

/** The same with the fields of every object the other way round. */
function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(reversed)
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  )
}

describe('canonical JSON', () => {
  it('is JSON of the value, and the same whatever the order of the fields', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = canonicalJson(value) as string
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
        assert.equal(canonicalJson(reversed(value)), text)
        assert.equal(canonicalJson(JSON.parse(text)), text)
      }),
    )
    assert.equal(
      canonicalJson({ b: [1, { d: 1, c: 'x"' }], a: null }),
      '{"a":null,"b":[1,{"c":"x\\"","d":1}]}',
    )
    assert.equal(canonicalJson(JSON.parse('{"__proto__":1}')), '{"__proto__":1}')
  })

  it('leaves out fields that are undefined, and lets values write themselves, as JSON does', () => {
    assert.equal(canonicalJson({ a: 1, b: undefined }), '{"a":1}')
    assert.equal(canonicalJson({ at: new Date(0) }), '{"at":"1970-01-01T00:00:00.000Z"}')
    assert.equal(canonicalJson({ toJSON: () => ({ b: 1, a: 2 }) }), '{"a":2,"b":1}')
    assert.equal(canonicalJson({ toJSON: 5 }), '{"toJSON":5}')
    assert.equal(canonicalJson(runInNewContext('({ b: [1], a: {} })')), '{"a":{},"b":[1]}')
    assert.equal(canonicalJson(Object.assign(Object.create(null), { a: 1 })), '{"a":1}')
  })

  it('of what JSON does not hold as it is, there is none', () => {
    const cycle: Record<string, unknown> = { z: 1 }
    cycle['a'] = { b: { c: cycle } }
    const list: unknown[] = [1]
    list.push([list])
    class Point {
      x = 1
    }
    const huge: number[] = []
    huge[4_000_000_000] = 1
    const without: unknown[] = [
      undefined,
      1n,
      NaN,
      Infinity,
      Symbol('s'),
      () => 1,
      new Map([['a', 1]]),
      new Set([1]),
      /a/,
      new Uint8Array(2),
      new Point(),
      new Number(5),
      new Date(NaN),
      Promise.resolve(1),
      new Error('x'),
      { [Symbol('s')]: 1 },
      // oxlint-disable-next-line no-sparse-arrays
      [1, , 2],
      [undefined],
      Array.from({ length: 3 }),
      huge,
      cycle,
      list,
      { toJSON: () => undefined },
      { toJSON: () => new Map() },
    ]
    for (const value of without) {
      const place = String(without.indexOf(value))
      assert.equal(canonicalJson(value), undefined, place)
      assert.equal(canonicalJson([value]), undefined, place)
      if (value !== undefined) assert.equal(canonicalJson({ a: { b: value } }), undefined, place)
      assert.equal(sameJson([value], [value]), false, place)
    }
  })

  it(
    'is there for what occurs twice and not inside itself, and ends for what is shared without end',
    atLimits,
    () => {
      const twice = { a: 1 }
      assert.equal(canonicalJson([twice, [twice], twice]), '[{"a":1},[{"a":1}],{"a":1}]')
      let shared: unknown = 1
      for (let level = 0; level < 60; level += 1) shared = [shared, shared]
      for (const value of [shared, endless()]) assert.equal(canonicalJson(value), undefined)
    },
  )

  it('finds a cycle of any length, wherever it begins', () => {
    for (let before = 0; before < 9; before += 1)
      for (let length = 1; length < 9; length += 1) {
        const links = Array.from({ length: before + length }, (): Record<string, unknown> => ({}))
        links.forEach((link, index) => (link['next'] = links[index + 1] ?? links[before]))
        assert.equal(canonicalJson(links[0]), undefined)
      }
  })

  it('overflows no stack, and throws at nothing', () => {
    for (const levels of [2_500, 300_000]) {
      assert.equal(canonicalJson(deepArray(levels))?.length, 2 * levels + 1)
      assert.equal(canonicalJson(deepObject(levels))?.length, 6 * levels + 2)
    }
    fc.assert(
      fc.property(hostile, hostile, (make, makeOther) => {
        const text = canonicalJson(make())
        assert.ok(text === undefined || typeof JSON.parse(text) !== 'function')
        assert.equal(typeof sameJson(make(), makeOther()), 'boolean')
      }),
      { numRuns: cases(500) },
    )
  })

  it('says of two values whether they are the same', () => {
    assert.ok(sameJson({ a: 1, b: [{ c: 1 }] }, { b: [{ c: 1 }], a: 1 }))
    assert.ok(!sameJson({ a: 1 }, { a: 2 }))
    assert.ok(!sameJson(undefined, 'undefined'))
    const cycle: unknown[] = []
    cycle.push(cycle)
    assert.ok(sameJson(cycle, cycle))
    assert.ok(!sameJson({ n: 1n }, { n: 1n }))
  })
})
