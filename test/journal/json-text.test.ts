import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fromText, isKeptTheSame, toText } from '../../src/journal/json-text.ts'

describe('what a journal keeps', () => {
  const values: Readonly<Record<string, unknown>> = {
    bytes: { source: { bytes: new Uint8Array([1, 2]) } },
    'a URL beside a media type': [
      { mediaType: 'image/png', data: new URL('https://example.com/a') },
    ],
    'an object with a mark for a name': {
      a: { $bytes: 'AQI=' },
      b: { $url: 'https://example.com/', mediaType: 'x' },
      c: { $plain: [['a', 1]], d: 2 },
    },
    'a text that is the address of something': { mediaType: 'x', url: 'https://example.com/' },
  }
  for (const [what, value] of Object.entries(values))
    test(`comes back as it was: ${what}`, () => {
      assert.deepEqual(fromText('here', toText('it', value)), value)
    })
})

describe('two values are kept as the same', () => {
  const bytes = (...list: number[]): object => ({ a: new Uint8Array(list), b: 1 })
  const many = (last: number): number[] => [...Array.from({ length: 1_100_000 }, (_, n) => n), last]

  test('if they hold the same bytes, in whatever order of keys', () => {
    assert.ok(isKeptTheSame(bytes(1, 2), { b: 1, a: new Uint8Array([1, 2]) }))
    assert.ok(!isKeptTheSame(bytes(1, 2), bytes(1, 3)))
  })

  test('if they are longer than what is compared value by value', () => {
    assert.ok(isKeptTheSame(many(1), many(1)))
    assert.ok(!isKeptTheSame(many(1), many(2)))
  })

  test('but not if there is no text of them', () => {
    const circle: Record<string, unknown> = {}
    circle['itself'] = circle
    assert.ok(!isKeptTheSame(circle, { itself: {} }))
    assert.ok(isKeptTheSame(circle, circle))
  })
})
