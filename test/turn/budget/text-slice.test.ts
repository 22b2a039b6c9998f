import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { sliceText } from '../../../src/turn/budget/text-slice.ts'

test('a text is read whole or in part', () => {
  const ref = 'r_1'
  const text = '0123456789'
  assert.deepEqual(sliceText(ref, text), { ref, text, offset: 0, totalChars: 10 })
  assert.deepEqual(sliceText(ref, text, 4, 3), { ref, text: '456', offset: 4, totalChars: 10 })
  assert.deepEqual(sliceText(ref, text, 12), { ref, text: '', offset: 10, totalChars: 10 })
  assert.deepEqual(sliceText(ref, 'a\u{1F600}b', 2, 1), {
    ref,
    text: '\u{1F600}',
    offset: 1,
    totalChars: 4,
  })
})

test('pieces in a row make the whole, whatever their size, and split no pair', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', '\u{1F600}', '\u{10FFFF}'), minLength: 1 })
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 9 }), (text, limit) => {
      let read = ''
      while (read.length < text.length) {
        const slice = sliceText('r_1', text, read.length, limit)
        assert.equal(slice.offset, read.length)
        assert.ok(slice.text !== '' && slice.text.length <= Math.max(2, limit))
        assert.ok((slice.text as string & { isWellFormed(): boolean }).isWellFormed())
        read += slice.text
      }
      assert.equal(read, text)
    }),
  )
})
