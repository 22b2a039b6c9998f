import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ResultStore } from '../../../src/turn/budget/result-store.ts'

test('a text is read by its reference, whole or in part', () => {
  const store = new ResultStore()
  const ref = store.keep('0123456789') as string
  assert.match(ref, /^r_[0-9a-f]{12}$/)
  assert.deepEqual(store.read(ref), { ref, text: '0123456789', offset: 0, totalChars: 10 })
  assert.deepEqual(store.read(ref, 4, 3), { ref, text: '456', offset: 4, totalChars: 10 })
  assert.deepEqual(store.read(ref, 12), { ref, text: '', offset: 10, totalChars: 10 })
  assert.equal(store.read('r_000000000000'), undefined)
  const smile = store.keep('a\u{1F600}b') as string
  assert.deepEqual(store.read(smile, 2, 1), {
    ref: smile,
    text: '\u{1F600}',
    offset: 1,
    totalChars: 4,
  })
})

test('equal texts have one reference, and others never the same, half pairs included', () => {
  const store = new ResultStore()
  assert.equal(store.keep('same'), store.keep('same'))
  assert.notEqual(store.keep('\ud83d'), store.keep('\ud83e'))
})

test('the texts that were not used for longest go first', () => {
  const store = new ResultStore({ maxTexts: 3 })
  const [a, b, c] = ['a', 'b', 'c'].map((text) => store.keep(text) as string) as [
    string,
    string,
    string,
  ]
  store.read(a)
  store.keep('b')
  store.keep('d')
  assert.equal(store.read(c), undefined)
  assert.equal(store.read(a)?.text, 'a')
  assert.equal(store.read(b)?.text, 'b')
})

test('their memory is bounded, and what does not fit at all is not kept', () => {
  const store = new ResultStore({ maxBytes: 100 })
  const first = store.keep('x'.repeat(30)) as string
  assert.equal(store.keep('y'.repeat(51)), undefined)
  assert.equal(store.read(first)?.totalChars, 30)
  const second = store.keep('z'.repeat(20)) as string
  const third = store.keep('w'.repeat(30)) as string
  assert.equal(store.read(first)?.totalChars, undefined)
  assert.equal(store.read(second)?.totalChars, 20)
  assert.equal(store.read(third)?.totalChars, 30)
})

test('pieces in a row make the whole, whatever their size, and split no pair', () => {
  const store = new ResultStore()
  const texts = fc.string({ unit: fc.constantFrom('a', '\u{1F600}', '\u{10FFFF}'), minLength: 1 })
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 9 }), (text, limit) => {
      const ref = store.keep(text) as string
      let read = ''
      while (read.length < text.length) {
        const slice = store.read(ref, read.length, limit)
        assert.equal(slice?.offset, read.length)
        assert.ok(slice.text !== '' && slice.text.length <= Math.max(2, limit))
        assert.ok((slice.text as string & { isWellFormed(): boolean }).isWellFormed())
        read += slice.text
      }
      assert.equal(read, text)
    }),
  )
})
