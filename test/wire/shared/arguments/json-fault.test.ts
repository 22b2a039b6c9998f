import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { jsonFaultAt } from '../../../../src/wire/shared/arguments/json-fault.ts'
import { cases } from '../../../support/cases.ts'

const faults: readonly [string, number][] = [
  ['', 0],
  ['{"a": 1,}', 8],
  ['{"a" 1}', 5],
  ['{a: 1}', 1],
  ['[1 2]', 3],
  ['{"a": tru}', 9],
  ['{"a": truly}', 9],
  ['[-]', 2],
  ['[1., 2]', 3],
  ['[1e', 3],
  ['[.5]', 1],
  ['{"a": "x', 8],
  ['{"a": "\\u12', 11],
  ['{"a": "\\q"}', 8],
  ['{"a": "line\nbreak"}', 11],
  ['{"a": [1, 2', 11],
  ['{"a": 1} x', 9],
  ['{"a": 1]', 7],
  ['[01]', 2],
  ['{"a": tr', 8],
  ["{'a': 1}", 1],
]

for (const [text, at] of faults)
  test(`names the place of the fault in ${JSON.stringify(text)}`, () => {
    assert.throws(() => JSON.parse(text))
    assert.equal(jsonFaultAt(text), at)
  })

test('finds no fault in JSON, and one in everything else', () => {
  const edited = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '{', '}', ',', ':', '\\', '1', 'e', '\n'))
    .map(([json, at, put]) => {
      const place = at % (json.length + 1)
      return json.slice(0, place) + put + json.slice(place + 1)
    })
  fc.assert(
    fc.property(fc.oneof(fc.json(), edited), (text) => {
      assert.equal(jsonFaultAt(text) === -1, isJson(text))
    }),
    { numRuns: cases(3000) },
  )
})

test('agrees with JSON.parse on the place, where that names one', () => {
  let compared = 0
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom(',', ':', ']', '}', ' ', '\n'),
      (json, at, put) => {
        const text = json.slice(0, at % (json.length + 1)) + put
        const named = /position (\d+)/.exec(faultOf(text))?.[1]
        if (named === undefined) return
        compared += 1
        assert.equal(jsonFaultAt(text), Number(named), text)
      },
    ),
    { numRuns: cases(2000) },
  )
  assert.ok(compared > 100)
})

test('follows any depth without recursion', () => {
  assert.equal(jsonFaultAt('['.repeat(1_000_000)), 1_000_000)
})

function isJson(text: string): boolean {
  return faultOf(text) === ''
}

function faultOf(text: string): string {
  try {
    JSON.parse(text)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
