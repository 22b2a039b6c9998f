import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { lines, oneLine, visible, visibleJson } from '../../../src/util/term/visible.ts'
import { cases } from '../../support/cases.ts'

/** One of each kind that does not show as itself. */
const hidden: Readonly<Record<string, string>> = {
  'a line feed': '\n',
  'a carriage return': '\r',
  'a tab': '\t',
  NUL: '\0',
  'an escape': '\u001b',
  DEL: '\u007f',
  'a C1 control': '\u009b',
  'a right-to-left override': '\u202e',
  'a right-to-left mark': '\u200f',
  'an isolate': '\u2066',
  'a zero-width space': '\u200b',
  'a zero-width joiner': '\u200d',
  'a word joiner': '\u2060',
  'a byte order mark': '\ufeff',
  'a soft hyphen': '\u00ad',
  'a line separator': '\u2028',
  'a paragraph separator': '\u2029',
  'a no-break space': '\u00a0',
  'an ideographic space': '\u3000',
  'a Hangul filler': '\u3164',
  'a blank of braille': '\u2800',
  'a variation selector': '\ufe0f',
  'a tag': '\u{e0041}',
  'half of a pair': '\ud800',
  'a private character': '\ue000',
  'a noncharacter': '\uffff',
  'an enclosing mark': '\u20dd',
}

/** Nothing that moves a cursor, ends a line, or cannot be seen. */
const faulty = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u

const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.values(hidden), '\u0301', '\\', '"', 'é', 'я', '日', '😀'),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => parts.join(''))

suite('characters that do not show as themselves', () => {
  for (const [what, character] of Object.entries(hidden))
    test(`${what} is escaped`, () => {
      const escape = visible(character)
      assert.match(escape, /^(?:\\[nrt]|(?:\\u[0-9a-f]{4}){1,2})$/)
      assert.equal(JSON.parse(`"${escape}"`), character)
      assert.equal(visible(`a${character}b`), `a${escape}b`)
    })

  test('none of them is left in any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.doesNotMatch(visible(text), faulty)
        assert.doesNotMatch(oneLine(text), faulty)
        assert.equal(visible(visible(text)), visible(text))
      }),
      { numRuns: cases(1_000) },
    )
  })

  test('JSON has none of them either, and parses to the same value', () => {
    const value = fc.jsonValue().chain((json) => fc.tuple(anyText, anyText, fc.constant(json)))
    fc.assert(
      fc.property(value, ([key, text, json]) => {
        const printed = visibleJson([{ [`k${key}`]: text }, json])
        assert.doesNotMatch(printed.replaceAll('\n', ''), faulty)
        assert.deepEqual(
          JSON.parse(printed),
          JSON.parse(JSON.stringify([{ [`k${key}`]: text }, json])),
        )
      }),
      { numRuns: cases(1_000) },
    )
  })

  test('letters of any script, their accents and vowels, and pictures stay', () => {
    for (const text of ['Zoë', 'e\u0301', 'नमस्ते', 'สวัสดี', 'שָׁלוֹם', '日本語', '😀', '✓━', 'a b'])
      assert.equal(visible(text), text)
  })

  test('marks that stand on nothing, or pile up, are escaped', () => {
    assert.equal(visible('"\u0301'), '"\\u0301')
    assert.equal(visible(`a${'\u0301'.repeat(6)}`), `a${'\u0301'.repeat(4)}\\u0301\\u0301`)
  })

  test('a sentence keeps to one line', () => {
    assert.equal(oneLine('  a\u001b[31mb\r\n\tc\u0007 '), 'a\\u001b[31mb c\\u0007')
  })

  test('a model’s words keep their lines, joined pictures and joiners of their script', () => {
    assert.equal(lines('a\u001b[2J\r\n\tb\u009b1m'), 'a\\u001b[2J\n\tb\\u009b1m')
    for (const text of ['👩‍👩‍👧 ❤️', 'می‌روم']) assert.equal(lines(text), text)
    assert.equal(lines('a\u200cb\u200b'), 'a\\u200cb\\u200b')
  })
})
