import assert from 'node:assert/strict'
import { test } from 'node:test'
import { saysSomething } from '../../../../src/wire/shared/arguments/says-something.ts'

test('arguments that are there and empty say nothing', () => {
  for (const nothing of [undefined, null, '', ' \n', '{}', ' { } ', 'null', {}])
    assert.equal(saysSomething(nothing), false, JSON.stringify(nothing))
  for (const something of ['{"n":1}', '{', 'x', '[]', { n: 1 }, [], 0, false])
    assert.equal(saysSomething(something), true, JSON.stringify(something))
})
