import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { covers, formatKey, parseKey } from '../../src/keys/key.ts'
import { overlap } from '../../src/keys/key.ts'

const segment = fc.constantFrom('a', 'b', 'a.ts', '%2A')
const key = fc.array(segment, { maxLength: 4 }).map((segments) => formatKey(segments))

test('a key is its segments; empty ones do not count', () => {
  assert.deepEqual(parseKey('file/src/a.ts'), ['file', 'src', 'a.ts'])
  assert.deepEqual(parseKey('/file//src/'), ['file', 'src'])
  assert.deepEqual(parseKey('customer'), ['customer'])
})

test('`*` is everything, and a trailing `/*` changes nothing', () => {
  for (const all of ['*', '/', '//', '/*', '*/', '*/*']) assert.deepEqual(parseKey(all), [], all)
  assert.deepEqual(parseKey('file/*'), ['file'])
  assert.deepEqual(parseKey('file/*/*/'), ['file'])
})

test('a `*` anywhere takes in more than a glob would, and never less', () => {
  for (const key of ['file/*/a.ts', 'file/*.ts', 'file/**', 'file/**/a.ts', 'file/a*/'])
    assert.deepEqual(parseKey(key), ['file'], key)
  for (const key of ['**', '**/*.ts', '*a']) assert.deepEqual(parseKey(key), [], key)
})

test('covers goes by whole segments', () => {
  assert.equal(covers('file/src', 'file/src/a.ts'), true)
  assert.equal(covers('file/src', 'file/src'), true)
  assert.equal(covers('file/src', 'file/srcs'), false)
  assert.equal(covers('file/src/a.ts', 'file/src'), false)
  assert.equal(covers('*', 'anything/at all'), true)
})

test('the canonical text of a key parses to the same key', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '/', '*', 'b') }), (text) => {
      const segments = parseKey(text)
      assert.deepEqual(parseKey(formatKey(segments)), segments)
    }),
  )
})

test('of canonical keys, one covers another when it is the beginning of it', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      assert.equal(overlap(a, b), overlap(b, a))
      assert.equal(covers(a, b), a === '*' || `${b}/`.startsWith(`${a}/`))
      assert.equal(overlap(a, b), covers(a, b) || covers(b, a))
    }),
  )
})
