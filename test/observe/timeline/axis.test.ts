import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { axisLength, ticks } from '../../../src/observe/timeline/axis.ts'

suite('axis', () => {
  test('has a round length that what has happened fits in', () => {
    assert.equal(axisLength(0), 1_000)
    assert.equal(axisLength(1_000), 1_000)
    assert.equal(axisLength(1_001), 2_000)
    assert.equal(axisLength(61_000), 90_000)
    assert.equal(axisLength(3_700_000), 3_900_000)
  })

  test('grows seldom', () => {
    const lengths = new Set<number>()
    for (let ms = 0; ms <= 600_000; ms += 100) lengths.add(axisLength(ms))
    assert.ok(lengths.size < 25)
  })

  for (const lengthMs of [1, 400, 1_000, 3_333, 60_000, 600_000, 36_000_000])
    test(`marks ${lengthMs} ms at round times that do not touch`, () => {
      for (const width of [8, 16, 40, 120]) {
        let free = 0
        for (const { cell, text } of ticks(lengthMs, width)) {
          assert.ok(cell >= free, `${text} at ${cell}, but the one before ends at ${free}`)
          assert.ok(cell + text.length <= width)
          free = cell + text.length + 1
        }
      }
    })

  test('says minutes where there are any', () => {
    const texts = ticks(120_000, 60).map(({ text }) => text)
    assert.deepEqual(texts, ['0', '30 s', '1 m', '1 m 30 s'])
  })
})
