import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  readArguments,
  sendableArguments,
} from '../../../../src/wire/shared/arguments/arguments.ts'
import { cases } from '../../../support/cases.ts'

test('whole numbers come out as they were written: as numbers, or as text with its place', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (number) => {
      const { input, digits = [] } = readArguments(`{"a":[{"n":${number}}],"b":1}`)
      const n = (input as { a: { n: unknown }[] }).a[0]?.n
      if (typeof n === 'number') assert.equal(BigInt(n), number)
      else assert.equal(n, String(number))
      assert.deepEqual(digits, typeof n === 'number' ? [] : ['/a/0/n'])
    }),
    { numRuns: cases(2_000) },
  )
})

test('fractions and exponents within the range are numbers, those beyond are text', () => {
  assert.deepEqual(readArguments('{"n":0.12345678901234567891,"m":1e300}').input, {
    n: 0.12345678901234568,
    m: 1e300,
  })
  assert.deepEqual(readArguments('{"n":1e999}'), { input: { n: '1e999' }, digits: ['/n'] })
})

test('of arguments that others have parsed, a number that may have been another is refused', () => {
  for (const n of [2 ** 53, -(2 ** 60), Infinity, NaN]) {
    const { invalid } = readArguments({ list: [{ n }] })
    assert.equal(invalid?.reason, 'number')
    assert.match(invalid?.message ?? '', /\/list\/0\/n/)
  }
  for (const n of [2 ** 53 - 1, 1e21, 0.1, -0])
    assert.equal(readArguments({ n }).invalid, undefined)
})

test('history keeps the digits as the model wrote them', () => {
  const text = '{"id":2512292042121000001}'
  assert.equal(sendableArguments(text, { id: 'a', name: 'f', ...readArguments(text) }), text)
})

test('arguments that were encoded twice are read; what is no object inside is not', () => {
  assert.deepEqual(readArguments(JSON.stringify('{"city":"Rome"}')).input, { city: 'Rome' })
  for (const inner of ['Rome', '["Rome"]', '{"city"'])
    assert.equal(readArguments(JSON.stringify(inner)).invalid?.reason, 'shape')
})

test('arguments that nest too deep are refused, as text and as a value', () => {
  const text = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
  for (const said of [text, JSON.parse(text) as unknown]) {
    const { input, invalid } = readArguments(said)
    assert.match(invalid?.message ?? '', /deeper than 80 levels/)
    assert.deepEqual(input, {})
  }
  assert.equal(readArguments(`{"a":${'['.repeat(70)}${']'.repeat(70)}}`).invalid, undefined)
})

test('half a surrogate pair that is written as an escape does not go back', () => {
  const text = '{"t":"ok \\ud99c here"}'
  const sent = sendableArguments(text, { id: 'a', name: 'f', ...readArguments(text) })
  assert.ok((JSON.parse(sent) as { t: string }).t.isWellFormed())
  const whole = '{"t":"\\ud83d\\ude00"}'
  assert.equal(sendableArguments(whole, { id: 'a', name: 'f', ...readArguments(whole) }), whole)
})
