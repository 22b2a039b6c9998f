import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readArguments } from '../../../../src/wire/shared/arguments/arguments.ts'

test('a JSON object is the input, as text or as a value', () => {
  assert.deepEqual(readArguments('{"a": 1}'), { input: { a: 1 } })
  assert.deepEqual(readArguments({ a: 1 }), { input: { a: 1 } })
})

for (const nothing of [undefined, null, '', '  ', 'null'])
  test(`${JSON.stringify(nothing)} is a call without arguments`, () => {
    assert.deepEqual(readArguments(nothing), { input: {} })
  })

test('text that is no JSON is invalid, and the message names the place and what to do', () => {
  const { input, invalid } = readArguments('{"city": "Rome",\n "days": 3,}')
  assert.deepEqual(input, {})
  assert.equal(invalid?.reason, 'json')
  assert.equal(invalid.text, '{"city": "Rome",\n "days": 3,}')
  assert.match(invalid.message, /unexpected "}" at character 28 \(line 2, column 12\)/)
  assert.match(invalid.message, /Make the call again with valid JSON/)
})

test('text that ends too soon says so', () => {
  const { invalid } = readArguments('{"city": "Ro')
  assert.equal(invalid?.reason, 'json')
  assert.match(invalid.message, /the text ends too soon, at character 12/)
})

for (const [value, kind] of [
  ['[1]', 'an array'],
  ['"x"', 'a string'],
  ['7', 'a number'],
  ['true', 'a boolean'],
  [[1], 'an array'],
] as const)
  test(`${JSON.stringify(value)} is JSON of the wrong shape`, () => {
    const { invalid } = readArguments(value)
    assert.equal(invalid?.reason, 'shape')
    assert.match(invalid.message, new RegExp(`must be a JSON object, but they are ${kind}`))
  })

test('what a message was cut off in is truncated, even if nothing of it came', () => {
  assert.equal(readArguments('{"a": "b', true).invalid?.reason, 'truncated')
  assert.equal(readArguments('', true).invalid?.reason, 'truncated')
  assert.equal(readArguments('{"a": "b"}', true).invalid, undefined)
})

test('a key named __proto__ is data', () => {
  const { input } = readArguments('{"__proto__": {"polluted": true}}')
  assert.deepEqual(Object.keys(input as object), ['__proto__'])
  assert.equal(({} as { polluted?: true }).polluted, undefined)
  assert.equal((input as { polluted?: true }).polluted, undefined)
})

test('deep nesting is read, not overflowed', () => {
  const depth = 200_000
  const text = `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
  assert.doesNotThrow(() => readArguments(text))
  assert.doesNotThrow(() => readArguments(text.slice(0, -2)))
})
