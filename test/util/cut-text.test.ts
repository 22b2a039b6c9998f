import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { cutText, type Cut } from '../../src/util/cut-text.ts'
import { cases } from '../support/cases.ts'

const note = ({ omittedChars, offset }: Cut): string => `[${omittedChars} from ${offset}]`
/** Texts with many pairs, to be cut in all places. */
const texts = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1F600}', 'é'), maxLength: 300 })

test('the head and the tail are kept, two to one, with a note between', () => {
  const text = 'h'.repeat(50) + 't'.repeat(50)
  assert.equal(cutText(text, 100, note), text)
  assert.equal(cutText(text, 43, note), 'h'.repeat(20) + '[71 from 20]' + 't'.repeat(9))
})

test('a note that would take more than half of the room gives way to a shorter one', () => {
  const text = 'x'.repeat(1_000)
  const short = (): string => '[-]'
  assert.match(cutText(text, 40, note, short), /^x+\[97\d from \d+\]x+$/)
  assert.equal(cutText(text, 12, note, short), 'xxxxxx[-]xxx')
  assert.equal(cutText(text, 4, note, short), 'x[-]')
  assert.equal(cutText(text, 2, note, short), 'x…')
  assert.equal(cutText(text, 1, note, short), '…')
  assert.equal(cutText(text, 0, note, short), '')
})

test('a cut text is never too long, splits no pair, and its note is true', () => {
  fc.assert(
    fc.property(texts, fc.nat(200), (text, maxChars) => {
      const cut = cutText(text, maxChars, note)
      assert.ok(cut.length <= maxChars || cut === text)
      assert.ok((cut as string & { isWellFormed(): boolean }).isWellFormed())
      const found = /\[(\d+) from (\d+)\]/.exec(cut)
      if (found === null) return
      const [all, omitted, offset] = [found[0], Number(found[1]), Number(found[2])]
      const [head = '', tail = ''] = cut.split(all)
      assert.equal(head.length, offset)
      assert.equal(head + text.slice(offset, offset + omitted) + tail, text)
      // Nothing is wasted but what a pair or the numbers' digits cost.
      assert.ok(cut.length >= maxChars - 8)
    }),
    { numRuns: cases(2_000) },
  )
})
