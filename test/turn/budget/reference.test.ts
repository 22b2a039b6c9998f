import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  readReference,
  shortReference,
  writeReference,
} from '../../../src/turn/budget/reference.ts'

const name = 'r_0123456789ab'

test('a reference says what it was made of, and stands in JSON as it is', () => {
  const ids = fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), {
    nil: undefined,
  })
  fc.assert(
    fc.property(ids, fc.boolean(), (turnId, onlyReads) => {
      const ref = writeReference({ name, onlyReads, turnId })
      assert.equal(JSON.stringify(ref), `"${ref}"`)
      assert.ok(ref.length <= 220)
      const said = readReference(ref)
      assert.deepEqual(said, { name, onlyReads, turnId: ref.includes('/') ? turnId : undefined })
      assert.deepEqual(readReference(shortReference(ref)), { name, onlyReads, turnId: undefined })
    }),
  )
})

test('the ids that turns mostly have are told as they are; too long ones, and halves of pairs, are left out', () => {
  for (const turnId of ['turn_k3j9', 'run_1.2', 'mail/7:call_a:b', '3f0e0a52-11d0-4c5e-9a53'])
    assert.equal(writeReference({ name, onlyReads: false, turnId }), `${name}/${turnId}`)
  for (const turnId of ['x'.repeat(201), '\ud83d', ''])
    assert.equal(writeReference({ name, onlyReads: true, turnId }), `${name}r`)
})

test('what is no reference says nothing', () => {
  for (const text of [
    '',
    'r_',
    'r_0123456789',
    `${name}rr`,
    `x${name}`,
    `${name}/`,
    `${name}/%E0%A4%A`,
  ])
    assert.equal(readReference(text), undefined)
})
