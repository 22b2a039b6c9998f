import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { fromText, toText } from '../../src/journal/json-text.ts'
import { fromMarkedText, toMarkedText, unmarked } from '../../src/journal/long-texts.ts'

const long = 'a "line"\n\u00fc\ud800'.repeat(10_000)
const bytes = new Uint8Array([1, 2])
const values: Readonly<Record<string, unknown>> = {
  'a text': long,
  'a result': {
    status: 'ok',
    content: long,
    value: { list: [1, long, { deep: long }] },
    attempts: 1,
  },
  'none that is long': { content: 'short', value: null },
  'bytes beside it': { content: long, value: [bytes, { $bytes: 'x' }, {}] },
  "a caller's own mark": { content: long, value: { '\u0000text': 0 } },
  'an own __proto__': JSON.parse(`{"__proto__":{"a":${JSON.stringify(long)}}}`),
  'what writes itself': { content: long, at: new Date(0), toJSON: undefined },
  'more than is looked at': {
    content: long,
    value: Array.from({ length: 2_000 }, () => long.slice(0, 9)),
  },
}

describe('long texts of a record', () => {
  for (const [what, value] of Object.entries(values))
    it(`come back as they were: ${what}`, () => {
      const texts: string[] = []
      const marked = toMarkedText('it', value, texts)
      const [...left] = texts
      const whole = left.length === 0 ? marked : unmarked(marked, () => left.shift() ?? '')
      assert.equal(left.length, 0)
      const expected = fromText('it', toText('it', value))
      // Not deepEqual, whose message would be as long.
      assert.ok(isDeepStrictEqual(fromText('it', whole), expected))
      assert.ok(isDeepStrictEqual(fromMarkedText('it', marked, texts), expected))
      if (what === 'a result') assert.ok(texts.length === 3 && marked.length < 300, marked)
    })

  it('are no way around what JSON cannot hold', () => {
    // Without the long text in the circle: of such a one JSON.stringify of Node.js 26.10 may find no end.
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    const cycle = { content: long, loop }
    const throws = Object.defineProperty({ content: long }, 'x', {
      enumerable: true,
      get: () => assert.fail('No.'),
    })
    for (const value of [cycle, throws, { content: long, n: 1n }])
      assert.throws(() => toMarkedText('it', value, []), { code: 'journal_record' })
  })
})
