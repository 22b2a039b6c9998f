import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { formatNamed } from '../../../../src/testing/conformance/codec/codecs.ts'
import { open } from '../../../../src/testing/conformance/codec/take.ts'
import { detect } from '../../../../src/testing/conformance/codec/detect.ts'
import { formats } from '../../../wire/support/codecs.ts'
import { allRecordings, readData, skipped } from '../../../wire/support/recordings.ts'
import { wholeSamples } from '../../../wire/support/whole-samples.ts'
import { cases } from '../../../support/cases.ts'

for (const [name, , samples] of formats) {
  test(`${name}: the first event of a stream tells, whichever it is, and so do all`, () => {
    for (const { events } of samples) {
      assert.equal(detect(events[0]), name)
      assert.equal(detect(events), name)
    }
  })

  test(`${name}: a whole response tells`, () => {
    for (const response of wholeSamples[name]) assert.equal(detect(response), name)
  })

  test(`${name}: in a list, what says nothing is passed over`, () => {
    for (const { events } of samples) assert.equal(detect(['[DONE]', {}, null, ...events]), name)
  })
}

test('every event of a stream that begins in the middle tells nothing or the truth', () => {
  for (const [name, , samples] of formats)
    for (const { events } of samples)
      for (const event of events)
        if (event !== '[DONE]') assert.equal(detect(event), name, JSON.stringify(event))
})

test('every recording tells, whole and by its first event', { skip: skipped }, async () => {
  const all = allRecordings()
  assert.ok(all.length > 0)
  for (const { file, format } of all) {
    const opened = await open(readData(`streams/${file}`))
    const [first, held] =
      opened.kind === 'whole'
        ? [opened.response, opened.response]
        : [opened.events[0], opened.events]
    assert.equal(detect(first), formatNamed(format), file)
    assert.equal(detect(held), formatNamed(format), file)
  }
})

test('an error, a page and other things have no format', () => {
  const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
  const others = [
    undefined,
    null,
    0,
    '',
    '<html></html>',
    '[DONE]',
    [],
    {},
    [[]],
    () => {},
    error,
    { error: 'no' },
    { error: { message: 'no' } },
    { detail: 'no' },
    { type: 'ping' },
    { message: 'Forbidden' },
    { role: 'user', content: [] },
    { message: { role: 'assistant' } },
  ]
  for (const value of others) assert.equal(detect(value), undefined, String(JSON.stringify(value)))
})

test('junk is never thrown at', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => void detect(value)),
    { numRuns: cases(2000) },
  )
})
