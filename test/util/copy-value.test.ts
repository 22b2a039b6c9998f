import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { content, isContentValue, toContent } from '../../src/call/content/content.ts'
import { copyOrSame, copyValue } from '../../src/util/copy-value.ts'
import { deepArray, deepObject, endless } from '../support/deep-values.ts'
import { hostile } from '../support/hostile-values.ts'
import { atLimits, cases } from '../support/cases.ts'

/** Every object that a value is made of. */
function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null || found.has(value)) return found
  found.add(value)
  if (value instanceof Map || value instanceof Set) for (const item of value) objectsIn(item, found)
  for (const key of Reflect.ownKeys(value)) objectsIn(Reflect.get(value, key), found)
  return found
}

function copied(value: unknown): unknown {
  const copy = copyValue(value)
  assert.ok(copy.ok)
  return copy.value
}

describe('a copy of a value', () => {
  it('equals it, and shares no object with it', () => {
    const values = fc.oneof(
      fc.jsonValue(),
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withNullPrototype: true,
        withObjectString: true,
        withSparseArray: true,
        withTypedArray: true,
      }),
    )
    fc.assert(
      fc.property(values, (value) => {
        const copy = copied(value)
        assert.deepEqual(copy, value)
        const own = objectsIn(value)
        assert.ok([...objectsIn(copy)].every((object) => !own.has(object)))
      }),
    )
  })

  it('has the value’s own kinds: bytes, dates, errors, cycles, symbols, and a field named __proto__', () => {
    const cycle: Record<string, unknown> = { list: [] }
    cycle['self'] = cycle
    const error = Object.assign(new TypeError('no', { cause: cycle }), { code: 'E' })
    const data = JSON.parse('{"__proto__":{"a":1}}') as object
    const value = {
      cycle,
      error,
      data,
      bytes: Buffer.from('abc'),
      part: Buffer.from('abcdef').subarray(1, 3),
      when: new Date(5),
      where: new URL('https://example.com/a?b=c'),
      find: /a/gi,
      view: new DataView(new ArrayBuffer(2)),
      symbol: Symbol.iterator,
      other: runInNewContext('({ a: [1] })') as unknown,
    }
    const copy = copied(value) as typeof value
    assert.equal(copy.cycle['self'] as object, copy.cycle)
    assert.notEqual(copy.cycle, cycle)
    assert.deepEqual(copy.error, error)
    assert.ok(copy.error instanceof TypeError)
    assert.equal((copy.error as { cause: unknown }).cause, copy.cycle)
    assert.deepEqual(Object.entries(copy.data), [['__proto__', { a: 1 }]])
    assert.equal(copy.bytes.toString(), 'abc')
    assert.equal(copy.part.toString(), 'bc')
    assert.equal(copy.when.getTime(), 5)
    assert.equal(copy.find.flags, 'gi')
    assert.equal(copy.view.byteLength, 2)
    assert.equal(copy.symbol, Symbol.iterator)
    assert.deepEqual(JSON.stringify(copy.other), '{"a":[1]}')
    value.bytes[0] = 0
    assert.equal(copy.bytes[0], 97)
  })

  it('of parts is parts', () => {
    const value = { shown: content('a', { type: 'json', value: { b: 1 } }) }
    const { shown } = copied(value) as typeof value
    assert.ok(isContentValue(shown))
    assert.notEqual(shown.parts[1], value.shown.parts[1])
    assert.deepEqual(toContent(shown), toContent(value.shown))
  })

  it('is not made of what has none', () => {
    class Point {
      x = 1
    }
    class Session {
      id(): number {
        return 1
      }
    }
    const without: unknown[] = [
      () => 1,
      Point,
      new Point(),
      new Session(),
      new (class extends Array<number> {})(1, 2),
      new (class extends Map<number, number> {})(),
      new (class extends Uint8Array {})(2),
      new (class extends Error {})('x'),
      new SharedArrayBuffer(2),
      new Uint8Array(new SharedArrayBuffer(2)),
      new DataView(new SharedArrayBuffer(2)),
      Promise.resolve(1),
      new WeakMap(),
      process.stdin,
      new AbortController().signal,
      new Response('x'),
      new ReadableStream(),
      new Proxy(new Map(), {}),
      new Proxy(new Date(), {}),
      Object.create(Date.prototype),
      Object.create({ a: 1 }),
    ]
    for (const value of without)
      for (const wrapped of [value, [value], { a: { b: value } }, new Map([[value, 1]])])
        assert.deepEqual(copyValue(wrapped), { ok: false })
  })

  it('is made or not, of whatever there is, without a throw', () => {
    fc.assert(
      fc.property(hostile, (make) => {
        assert.equal(typeof copyValue(make()).ok, 'boolean')
      }),
      { numRuns: cases(500) },
    )
  })

  it('is made up to a number of entries, however deep', atLimits, () => {
    for (const deep of [deepArray(100_000), deepObject(100_000)]) assert.ok(copyValue(deep).ok)
    for (const large of [deepArray(500_001), endless()]) assert.equal(copyValue(large).ok, false)
    const huge: number[] = []
    huge[4_000_000_000] = 1
    assert.equal((copied(huge) as number[]).length, 4_000_000_001)
  })

  it('is taken where there can be one, and else the value itself', () => {
    for (const value of [{ a: 1, b: null }, { a: { b: [1] } }, [1]]) {
      assert.deepEqual(copyOrSame(value), value)
      assert.notEqual(copyOrSame(value), value)
    }
    for (const value of [{ run: () => 1 }, { at: Promise.resolve() }, 'text'])
      assert.equal(copyOrSame(value), value)
  })
})
