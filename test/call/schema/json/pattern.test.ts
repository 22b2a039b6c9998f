import assert from 'node:assert/strict'
import { it } from 'node:test'
import { accepts, flawOf } from './support.ts'

it('a pattern is read by Unicode characters', () => {
  assert.equal(accepts({ pattern: '^.$' }, '😀'), true)
  assert.equal(accepts({ pattern: '^\\p{L}+$' }, 'Grüße'), true)
  assert.equal(
    accepts({ patternProperties: { '^\\p{Lu}': { type: 'number' } } }, { Ä: 'x' }),
    false,
  )
})

it('a pattern that only the stricter syntax refuses is read as it was meant', () => {
  for (const [pattern, good, bad] of [
    ['^[\\w-.]+\\@[a-z]+$', 'a-b.c@d', 'a b@d'],
    ['^\\#\\-\\_$', '#-_', 'x'],
    ['^{a}$', '{a}', 'a'],
  ] as const) {
    assert.equal(accepts({ pattern }, good), true, pattern)
    assert.equal(accepts({ pattern }, bad), false, pattern)
  }
})

it('a pattern of another language, which would say something else here, is refused', () => {
  // Each would be taken without the `u` flag: `\Z` for the letter, `\p{L}` for the letter and what follows it.
  for (const pattern of ['^a\\Z', '\\A\\@', '\\p{L}\\@', '\\u{61}\\@', '(?P<a>x)', 'a++', '(?i)a'])
    assert.match(flawOf({ pattern }) ?? 'none', /^pattern is no pattern/, pattern)
})
