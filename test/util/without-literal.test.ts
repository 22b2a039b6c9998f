import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrayWith, plainClass, type Mutable } from '../../src/util/without-literal.ts'

interface Point {
  readonly x: number
  readonly y?: number
}

const PlainPoint = plainClass(function fill(this: Mutable<Point>, x: number) {
  this.x = x
})

test('what a plain class makes is the same as a literal to everybody', () => {
  const point: Point = new PlainPoint(1)
  assert.deepStrictEqual(point, { x: 1 })
  assert.equal(Object.getPrototypeOf(point), Object.prototype)
  assert.deepEqual(structuredClone(point), { x: 1 })
  assert.equal(JSON.stringify({ ...point, y: 2 }), '{"x":1,"y":2}')
})

test('an array of some items is an array of its own', () => {
  const list = arrayWith(1, 2)
  list.push(3)
  assert.deepStrictEqual(list, [1, 2, 3])
  assert.notEqual(arrayWith(), arrayWith())
})
