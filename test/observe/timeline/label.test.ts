import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { inputLabel } from '../../../src/observe/timeline/label.ts'

suite('inputLabel', () => {
  test('shows the values of the arguments', () => {
    assert.equal(inputLabel({ city: 'Zurich', days: 3 }), 'Zurich, 3')
    assert.equal(inputLabel({ ids: [1, 2, 3], filter: { open: true } }), '[3], {…}')
    assert.equal(inputLabel({}), '')
    assert.equal(inputLabel(undefined), '')
    assert.equal(inputLabel(null), 'null')
    assert.equal(inputLabel('text'), 'text')
  })

  test('stays short, however long the arguments', () => {
    const label = inputLabel({ text: 'x'.repeat(1_000_000), more: 'y' })
    assert.ok(label.length <= 200)
    assert.ok(inputLabel(Array(100_000).fill(1)).length <= 200)
  })

  test('says that it is cut, wherever that is', () => {
    const long = 'x'.repeat(150)
    for (const input of [
      'x'.repeat(201),
      { a: long, b: long },
      [long, long, 1],
      Array(300).fill(1),
    ])
      assert.match(inputLabel(input), /…$/)
    assert.doesNotMatch(inputLabel({ a: 'x'.repeat(200) }), /…/)
  })

  test('shows what does not show as itself', () => {
    assert.equal(inputLabel({ a: 'a\nb\u202e' }), 'a\\nb\\u202e')
  })
})
