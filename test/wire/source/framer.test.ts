import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createParser } from 'eventsource-parser'
import {
  eventStreamFramer,
  type Found,
  type Framer,
  lineFramer,
} from '../../../src/wire/source/framer.ts'

const message = 'Expected events of at most 100 characters, got a longer one.'
const framers: readonly [string, string, (found: Found, longest: number) => Framer][] = [
  [
    'an event',
    'data: {"n":1}\n\ndata: ',
    (found, longest) => eventStreamFramer(found, createParser, longest),
  ],
  ['a line', '{"n":1}\n', lineFramer],
]
for (const [name, head, make] of framers)
  test(`${name} that never ends is a fault, after the events before it`, () => {
    const found: Found = { events: [], ended: false }
    const framer = make(found, 100)
    framer.feed(head)
    for (let fed = 0; fed < 1000; fed += 10) framer.feed('0123456789')
    framer.end()
    assert.deepEqual(found.events, [{ n: 1 }])
    assert.equal(found.ended, true)
    assert.equal(found.fault?.message, message)
  })
