import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { ElementScan } from '../../../src/turn/batch/element-scan.ts'

/** Values with what is hard in them: brackets, quotes and backslashes inside texts, and empty things. */
const text = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', ' ', 'é', '\n', 'u'),
  }),
)
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value
const object = fc.dictionary(fc.oneof(text, fc.constant('steps')), value, { maxKeys: 4 })
const document = fc
  .tuple(object, fc.array(value, { maxLength: 5 }), object, fc.constantFrom(undefined, 1, '\t'))
  .map(([before, steps, after, space]) => {
    const others = Object.entries({ ...before, ...after }).filter(([name]) => name !== 'steps')
    const at = Math.min(Object.keys(before).length, others.length)
    const fields = [...others.slice(0, at), ['steps', steps], ...others.slice(at)]
    return { steps, json: JSON.stringify(Object.fromEntries(fields), undefined, space) }
  })

/** The elements that are complete in the beginning of a document, by parsing it with every possible end. */
function completeIn(json: string, cut: number, steps: readonly unknown[]): number {
  const scan = new ElementScan('steps')
  const found = scan.feed(json.slice(0, cut))
  assert.deepEqual(found, JSON.parse(JSON.stringify(steps.slice(0, found.length))))
  return found.length
}

describe('the elements of an array that arrives in pieces', () => {
  test('are those that JSON.parse finds, wherever the text is cut', () => {
    fc.assert(
      fc.property(
        document,
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        ({ json }, sizes) => {
          const scan = new ElementScan('steps')
          const found: unknown[] = []
          for (let at = 0; at < json.length;) {
            const size = sizes.next().value as number
            found.push(...scan.feed(json.slice(at, at + size)))
            at += size
          }
          assert.deepEqual(found, (JSON.parse(json) as { steps: unknown[] }).steps)
        },
      ),
    )
  })

  test('come at the first cut at which they are complete', () => {
    fc.assert(
      fc.property(document, ({ json, steps }) => {
        let before = 0
        for (let cut = 0; cut <= json.length; cut += 1) {
          const count = completeIn(json, cut, steps)
          assert.ok(count >= before)
          // A container is complete with its last bracket, and what is not complete is nothing.
          if (count > before) assert.match(json[cut - 1] ?? '', /[\]},]/)
          before = count
        }
        assert.equal(before, steps.length)
      }),
      { numRuns: 30 },
    )
    const scan = new ElementScan('steps')
    assert.deepEqual(scan.feed('{"steps":[{"id":"a"}'), [{ id: 'a' }])
    assert.deepEqual(scan.feed(',{"id":"b"'), [])
    assert.deepEqual(scan.feed('}'), [{ id: 'b' }])
  })

  test('are of the field itself, not of one like it further in', () => {
    const of = (json: string): unknown[] => new ElementScan('steps').feed(json)
    assert.deepEqual(of('{"a":{"steps":[1,2]},"steps":[{}]}'), [{}])
    assert.deepEqual(of('{"a":"\\"steps\\":[1]","steps":[{"b":1}]}'), [{ b: 1 }])
    assert.deepEqual(of('{"st\\u0065ps":[{}]}'), [{}])
    assert.deepEqual(of('{"steps":[],"x":[{}]}'), [])
  })

  test('end where the text is no such object', () => {
    const of = (json: string): unknown[] => new ElementScan('steps').feed(json)
    for (const json of [
      '[{"steps":[{}]}]',
      '"steps":[{}]',
      '{"steps":{"0":{}}}',
      '{"steps":"[{}]"}',
      '{"steps":1,"x":[{}]}',
      'x{"steps":[{}]}',
      '{"steps":x[{}]}',
      '{}{"steps":[{}]}',
    ])
      assert.deepEqual(of(json), [], json)
    assert.deepEqual(of('{"steps":[{},x{}]}'), [{}])
    assert.deepEqual(of('{"steps":[{}{}]}'), [{}])
    assert.deepEqual(of('{"steps":[{}],"steps":[{}]}'), [{}], 'the second counts, not the first')
    assert.deepEqual(of('{"steps":[{}"a",{}]}'), [{}])
  })

  test('cost no more when the text comes character by character, however long they are', () => {
    const step = { id: 'a', text: '"{[\\'.repeat(100_000) }
    const scan = new ElementScan('steps')
    let found = 0
    for (const character of JSON.stringify({ steps: [step, step] }))
      found += scan.feed(character).length
    assert.equal(found, 2)
  })
})
