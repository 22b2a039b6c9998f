import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ObjectScan } from '../../../../src/wire/shared/arguments/object-scan.ts'
import { cases } from '../../../support/cases.ts'

const objects = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value))

test('an object is closed by its last brace, not before, however it is split', () => {
  fc.assert(
    fc.property(objects, fc.integer({ min: 1, max: 5 }), (json, size) => {
      const scan = new ObjectScan()
      for (let at = 0; at < json.length; at += size) {
        assert.equal(scan.closed, false, `closed at ${at} of ${json}`)
        scan.feed(json.slice(at, at + size))
      }
      assert.equal(scan.closed, true, json)
    }),
    { numRuns: cases(1000) },
  )
})

test('space around an object is none of its business, anything else is', () => {
  assert.equal(scanned(' \n', '{}', ' \n').closed, true)
  assert.equal(scanned('{}', ' {}').closed, false)
  assert.equal(scanned('[{}]').closed, false)
  assert.equal(scanned('1').closed, false)
})

test('brackets inside strings, and escapes at the end of a piece, do not count', () => {
  assert.equal(scanned('{"a":"}{', '"').closed, false)
  assert.equal(scanned('{"a":"\\', '"}').closed, false)
  assert.equal(scanned('{"a":"\\', '"}"}').closed, true)
})

function scanned(...pieces: string[]): ObjectScan {
  const scan = new ObjectScan()
  for (const piece of pieces) scan.feed(piece)
  return scan
}
