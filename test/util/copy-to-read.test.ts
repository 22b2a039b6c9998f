import assert from 'node:assert/strict'
import { it } from 'node:test'
import * as fc from 'fast-check'
import { copyToRead } from '../../src/util/copy-to-read.ts'
import { deepArray, deepObject, endless } from '../support/deep-values.ts'
import { hostile } from '../support/hostile-values.ts'

/** Every object that a value is made of. */
function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null || found.has(value)) return found
  found.add(value)
  for (const item of Object.values(value)) objectsIn(item, found)
  return found
}

it('a copy to read equals what it was made of, and shares no object with it', () => {
  const values = fc.oneof(fc.jsonValue(), fc.anything({ withNullPrototype: true, withDate: true }))
  fc.assert(
    fc.property(values, (value) => {
      const copy = copyToRead(value)
      assert.deepEqual(copy, value)
      const own = objectsIn(value)
      for (const object of objectsIn(copy)) assert.ok(!own.has(object))
    }),
  )
})

it('a field named __proto__ is a field, and a list with gaps has them', () => {
  const named = JSON.parse('{"__proto__": {"a": [1]}, "b": {"__proto__": 2}}') as object
  const copy = copyToRead(named) as object
  assert.equal(JSON.stringify(copy), JSON.stringify(named))
  assert.equal(Object.getPrototypeOf(copy), Object.prototype)
  const gaps = { list: [1] }
  gaps.list[2] = 3
  assert.deepEqual(copyToRead(gaps), gaps)
})

it('what is no tree is copied as a whole, or is the value itself where it has no copy', () => {
  const circle: Record<string, unknown> = { list: [] }
  ;(circle['list'] as unknown[]).push(circle)
  const copy = copyToRead(circle) as typeof circle
  assert.notEqual(copy, circle)
  assert.equal((copy['list'] as unknown[])[0], copy)
  const withMap = { found: new Map([['a', { n: 1 }]]) }
  const own = copyToRead(withMap) as typeof withMap
  assert.deepEqual(own, withMap)
  assert.notEqual(own.found.get('a'), withMap.found.get('a'))
  const withFunction = { list: [{ call: () => 1 }] }
  assert.equal(copyToRead(withFunction), withFunction)
})

it('whatever it is given, it ends, and throws nothing', () => {
  for (const value of [deepArray(5_000), deepObject(5_000)]) assert.ok(copyToRead(value))
  copyToRead(endless())
  fc.assert(fc.property(hostile, (make) => void copyToRead(make())))
})
