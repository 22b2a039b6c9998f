import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { cells, clip, pad } from '../../../src/util/term/text.ts'
import { count, plural, seconds } from '../../../src/util/term/time.ts'
import { lastLines, wrap } from '../../../src/cli/term/wrap.ts'

suite('text in a terminal', () => {
  test('counts cells, not characters', () => {
    assert.equal(cells('abc'), 3)
    assert.equal(cells('日本'), 4)
    assert.equal(cells('한국'), 4)
    assert.equal(cells('\u{20000}'), 2)
    assert.equal(cells('e\u0301'), 1)
    assert.equal(cells('👩‍👩‍👧'), 2)
    assert.equal(cells('━╸✓'), 3)
    assert.equal(cells(''), 0)
  })

  test('clips to cells, and says that it did', () => {
    assert.equal(clip('abcdef', 6), 'abcdef')
    assert.equal(clip('abcdef', 4), 'abc…')
    assert.equal(clip('日本語', 4), '日…')
    assert.equal(clip('abc', 0), '')
    assert.equal(clip('ab cd', 4), 'ab…')
  })

  test('pads by cells', () => {
    assert.equal(pad('日', 4), '日  ')
    assert.equal(pad('7', 3, 'start'), '  7')
    assert.equal(pad('long', 2), 'long')
  })

  test('wraps between words, and inside one that is too long', () => {
    assert.deepEqual(wrap('one two three', 9), ['one two', 'three'])
    assert.deepEqual(wrap('a\n\nb', 9), ['a', '', 'b'])
    assert.deepEqual(wrap('abcdefghijkl', 8), ['abcdefgh', 'ijkl'])
    assert.deepEqual(wrap('abcdefghi', 8), ['abcdefgh', 'i'])
    assert.deepEqual(wrap('日本語日本語', 8), ['日本語日', '本語'])
    assert.deepEqual(wrap('  code()\n', 9), ['  code()', ''])
    assert.deepEqual(wrap('wait… …', 8), ['wait… …'])
    assert.deepEqual(lastLines('one two three four', 9, 2), ['three', 'four'])
  })
})

suite('numbers', () => {
  test('times are as exact as they are useful', () => {
    assert.equal(seconds(0), '0.00 s')
    assert.equal(seconds(354), '0.35 s')
    assert.equal(seconds(12_340), '12.3 s')
    assert.equal(seconds(59_960), '1 m 00 s')
    assert.equal(seconds(185_000), '3 m 05 s')
  })

  test('counts have separators and nouns', () => {
    assert.equal(count(1_234_567), '1,234,567')
    assert.equal(plural(1, 'call'), '1 call')
    assert.equal(plural(0, 'call'), '0 calls')
  })
})
