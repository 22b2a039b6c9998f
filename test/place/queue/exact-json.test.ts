import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exactJson } from '../../../src/place/queue/exact-json.ts'

class Point {
  x = 1
}

const faults: [value: unknown, fault: string, lenient?: boolean][] = [
  [undefined, 'input is undefined'],
  [{ a: [1, Number.NaN] }, 'input.a[1] is NaN'],
  [{ a: { b: 1n } }, 'input.a.b is a bigint'],
  [[undefined], 'input[0] is undefined'],
  [{ run() {} }, 'input.run is a function'],
  [{ at: new Date(0) }, 'input.at is a Date'],
  [new Point(), 'input is a Point'],
  [{ bytes: Buffer.from('a') }, 'input.bytes is a Buffer', true],
  [new Map(), 'input is a Map', true],
  [new Error('no'), 'input is an Error', true],
  [{ when: Promise.resolve() }, 'input.when is a Promise', true],
]

test('what JSON would make something else of is named, with its place', () => {
  for (const [value, fault, lenient] of faults)
    assert.deepEqual(exactJson(value, 'input', lenient), { fault })
  const circle: { self?: unknown } = {}
  circle.self = circle
  assert.deepEqual(exactJson(circle, 'input'), { fault: 'input.self contains itself' })
  const broken = {
    get field(): never {
      throw new Error('broken')
    },
  }
  assert.deepEqual(exactJson(broken, 'input'), { fault: 'input cannot be read: broken' })
})

test('what JSON holds is written, without fields that are undefined', () => {
  const shared = { n: 1 }
  const value = { text: 'ü', list: [shared, shared, null, true], gone: undefined }
  assert.deepEqual(exactJson(value, 'input'), { json: JSON.stringify(value) })
  assert.equal(exactJson(Object.create(null), 'input').json, '{}')
})

test('where it may be lenient, values write themselves, and instances give their fields', () => {
  assert.deepEqual(exactJson({ at: new Date(0), point: new Point() }, 'result', true), {
    json: '{"at":"1970-01-01T00:00:00.000Z","point":{"x":1}}',
  })
})
