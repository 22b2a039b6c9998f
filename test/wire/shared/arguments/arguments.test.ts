import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  readArguments,
  sendableArguments,
} from '../../../../src/wire/shared/arguments/arguments.ts'

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

for (const [text, input] of [
  ['{}{"a":1}', { a: 1 }],
  [' {} \n{}{"a":1} ', { a: 1 }],
  ['{"a":1}{"a": 1}', { a: 1 }],
  ['{"a":1,"b":2}\n{"b":2,"a":1}', { a: 1, b: 2 }],
  ['{}{}', {}],
] as const)
  test(`one object that comes again, or behind empty ones, is that object: ${text}`, () => {
    assert.deepEqual(readArguments(text), { input })
    const call = { id: 'x', name: 'f', ...readArguments(text) }
    assert.equal(sendableArguments(text, call), JSON.stringify(input))
  })

for (const text of [
  '{"a":1}{"a":2}',
  '{"a":1}{}{"b":1}',
  '{"a":1}{"a":1',
  '{}'.repeat(1_000) + 'x',
])
  test(`several objects that differ, or have no end, are none: ${text.slice(0, 20)}`, () => {
    assert.equal(readArguments(text).invalid?.reason, 'json')
  })

test('what looks like two objects inside of a text is one, and goes back as it came', () => {
  const text = '{ "code": "{}{}" }'
  const read = readArguments(text)
  assert.deepEqual(read, { input: { code: '{}{}' } })
  assert.equal(sendableArguments(text, { id: 'x', name: 'f', ...read }), text)
})
