import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ValueSplitter } from '../../../../src/observe/audit/text/value-splitter.ts'

const table: Readonly<
  Record<string, readonly [text: string, values: readonly unknown[], faults: object]>
> = {
  'an empty file': ['', [], {}],
  'blank lines': ['\n \n', [], {}],
  'lines, with and without a carriage return': ['{"a":1}\r\n\n{"b":2}\n', [{ a: 1 }, { b: 2 }], {}],
  'a line that is none': [
    '{"a":1}\nnope\n{"b":2}\n',
    [{ a: 1 }, { b: 2 }],
    { broken: 1, firstBroken: 2 },
  ],
  'a last line that is cut off': ['{"a":1}\n{"b":', [{ a: 1 }], { isCutOff: true }],
  'a first line whose head is missing': [
    '": 3}}\n{"a":1}\n',
    [{ a: 1 }],
    { broken: 1, firstBroken: 1 },
  ],
  'a first line that is cut off': [
    '{"x":{\n{"a":1}\n{"b":2}',
    [{ a: 1 }, { b: 2 }],
    { broken: 1, firstBroken: 1 },
  ],
  'a document in several lines': ['[\n {"a": "]"},\n {"b": 2}\n]\n', [[{ a: ']' }, { b: 2 }]], {}],
  'documents one after the other': [
    '{\n "a": "}{"\n}\n{\n "b": 2\n}\n',
    [{ a: '}{' }, { b: 2 }],
    {},
  ],
  'a document that is cut off keeps what is whole': [
    '[\n{"a":1},\n{"b":[2, 3',
    [[{ a: 1 }, { b: [2] }]],
    { isCutOff: true },
  ],
  'a document cut off inside a text': [
    '{"messages":[{"role":"user"},{"role":"assi',
    [{ messages: [{ role: 'user' }, {}] }],
    { isCutOff: true },
  ],
  'no JSON at all': ['hello\nworld\n', [], { broken: 2, firstBroken: 1 }],
}

for (const [what, [text, values, faults]] of Object.entries(table))
  test(`the values of ${what}`, () => {
    for (const size of [1, 7, 1_000]) {
      const read: unknown[] = []
      const splitter = new ValueSplitter((value) => read.push(value))
      for (let at = 0; at < text.length; at += size) splitter.push(text.slice(at, at + size))
      splitter.end()
      const { broken, firstBroken, isCutOff } = splitter
      assert.deepEqual(
        { values: read, broken, firstBroken, isCutOff },
        { values, broken: 0, firstBroken: 0, isCutOff: false, ...faults },
      )
    }
  })

const long: Readonly<Record<string, string>> = {
  'a document of many lines': manyLines(),
  'such a document that is cut off': manyLines().slice(0, -5),
  'a line of opening brackets': '['.repeat(300_000),
  'a text that does not end': `["${'x'.repeat(3_000_000)}`,
}

function manyLines(): string {
  return JSON.stringify(
    Array.from({ length: 50_000 }, (_, at) => ({ at })),
    undefined,
    2,
  )
}

for (const [what, text] of Object.entries(long))
  test(`${what} takes time in proportion to its length`, () => {
    const splitter = new ValueSplitter(() => {})
    const startMs = performance.now()
    splitter.push(text)
    splitter.end()
    // Some ten milliseconds. With the square of the length it would be minutes.
    assert.ok(performance.now() - startMs < 10_000)
  })
