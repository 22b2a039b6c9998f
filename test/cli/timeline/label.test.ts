import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { inputLabel } from '../../../src/cli/timeline/label.ts'

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
})
