import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import { brief, decode } from '../support/decode.ts'
import {
  added,
  answer,
  callEvents,
  created,
  done,
  ended,
  functionCall,
  textEvents,
} from '../support/responses-events.ts'
import { responsesStreams } from '../support/responses-samples.ts'
import { cases } from '../../support/cases.ts'

const a = functionCall('A', 'f', '{"n":1}')
const b = functionCall('B', 'f', '{"n":2}')
const both = [
  ['call_A', 'f', { n: 1 }],
  ['call_B', 'f', { n: 2 }],
]
const read = (...events: unknown[]) => decode(responsesCodec, [created, ...events])
const delta = (output_index: number, item_id: string, text: string): object => ({
  type: 'response.function_call_arguments.delta',
  output_index,
  item_id,
  delta: text,
})

test('a response that does not list its items again at its end', () => {
  const { reading, told } = read(...callEvents(0, a), ...callEvents(1, b), ended([]))
  assert.equal(reading.stop.kind, 'calls')
  assert.deepEqual(brief(told), both)
  assert.deepEqual(reading.messages, [a, b])
})

test('a response that lists only some of its items at its end', () => {
  const said = answer('1', 'Hi.')
  const events = [...textEvents(0, said, 'Hi.'), ...callEvents(1, a), ...callEvents(2, b)]
  assert.deepEqual(brief(read(...events, ended([said])).told), both)
  const half = [...callEvents(0, a, '{"n":1}'), added(1, { ...b, arguments: '' })]
  assert.equal(read(...half, ended([b])).reading.stop.kind, 'broken')
})

test('a list at the end that has more calls than were told, and fewer items', () => {
  const thoughts = [0, 1].map((at) => done(at, { type: 'reasoning', id: `rs_${at}` }))
  const { told, reading } = read(...thoughts, added(2, { ...a, arguments: '' }), ended([a, b]))
  assert.deepEqual(brief(told), both)
  assert.deepEqual(reading.calls, told)
})

test('a response that lists its items only at its end', () => {
  const { reading, told, text } = read(ended([answer('1', 'Hi.'), a, b]))
  assert.deepEqual(brief(told), both)
  assert.deepEqual(reading.calls, told)
  assert.equal(text, 'Hi.')
})

test('items that are named only once they are done', () => {
  const { reading, told, early, text } = read(
    done(0, answer('1', 'Hi.')),
    done(1, a),
    done(2, b),
    ended([]),
  )
  assert.deepEqual(brief(told), both)
  assert.equal(early.length, 2)
  assert.equal(text, 'Hi.')
  assert.equal(reading.messages.length, 3)
})

test('one index for every item', () => {
  const { reading, told } = read(
    ...textEvents(0, answer('1', 'Hi.'), 'Hi.'),
    ...callEvents(0, a, '{"n"', ':1}'),
    ...callEvents(0, b, '{"n"', ':2}'),
    ended([]),
  )
  assert.deepEqual(brief(told), both)
  assert.deepEqual(reading.messages, [answer('1', 'Hi.'), a, b])
})

test('another id in every event, as one gateway sends', () => {
  const { told } = read(
    added(0, { ...a, id: 'x1', arguments: '' }),
    delta(0, 'x2', '{"n":1}'),
    done(0, { ...a, id: 'x3' }),
    added(1, { ...b, id: 'x4', arguments: '' }),
    done(1, { ...b, id: 'x5' }),
    ended([a, b]),
  )
  assert.deepEqual(brief(told), both)
})

test('pieces that name their item only by its id', () => {
  const { told } = read(
    added(0, { ...a, arguments: '' }),
    added(1, { ...b, arguments: '' }),
    { type: 'response.function_call_arguments.delta', item_id: 'fc_B', delta: '{"n":2}' },
    { type: 'response.function_call_arguments.delta', item_id: 'fc_A', delta: '{"n":1}' },
    done(0, { ...a, arguments: '' }),
    done(1, { ...b, arguments: '' }),
    ended([]),
  )
  assert.deepEqual(brief(told), both)
})

test('interleaved items: each piece goes to its own', () => {
  const { told } = read(
    added(0, { ...a, arguments: '' }),
    added(1, { ...b, arguments: '' }),
    delta(1, 'fc_B', '{"n":'),
    delta(0, 'fc_A', '{"n":1}'),
    delta(1, 'fc_B', '2}'),
    done(1, { ...b, arguments: '' }),
    done(0, { ...a, arguments: '' }),
    ended([]),
  )
  assert.deepEqual(brief(told), both)
})

test('a call whose own end is missing: the list at the end has it, or else its whole arguments', () => {
  const begun = callEvents(0, a, '{"n":').slice(0, 2)
  assert.deepEqual(brief(read(...begun, ended([a])).told), both.slice(0, 1))
  const withoutEnd = callEvents(0, a).slice(0, -1)
  assert.deepEqual(brief(read(...withoutEnd, ended([])).told), both.slice(0, 1))
  const { reading, told } = read(...begun, ended([]))
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /before all of its calls did/)
  assert.deepEqual(told, [])
})

test('a response that ends with other calls than it told', () => {
  const other = { ...a, arguments: '{"n":9}' }
  const { reading, told } = read(
    ...callEvents(0, a, '{"n":1}'),
    added(1, { ...b, arguments: '' }),
    ended([other, b]),
  )
  assert.equal(reading.stop.kind, 'broken')
  assert.deepEqual(brief(told), both.slice(0, 1))
  assert.deepEqual(reading.calls.slice(0, 1), told)
})

for (const [name, events] of [
  ['an item begins twice, in two ways', [added(1, b), added(1, { ...b, name: 'g' })]],
  [
    'an item begins again once it is done, in another way',
    [...callEvents(1, b, '{}'), added(1, { ...b, name: 'g' })],
  ],
  ['a call ends twice, in two ways', [done(1, b), done(1, { ...b, arguments: '{"n":9}' })]],
  ['a piece comes of an item that is done', [...callEvents(1, b, '{}'), delta(1, 'fc_B', '}')]],
  ['an item ends as another than it began', [added(1, b), done(1, { ...b, call_id: 'call_C' })]],
  ['an item ends as another type', [added(1, answer('1', '')), done(1, b)]],
  ['an item begins where another is open', [added(1, b), added(1, { ...b, id: 'fc_Z' })]],
  ['a second response begins', [{ ...created, response: { id: 'resp_other' } }]],
] as const)
  test(`a stream that was spliced: ${name}, and nothing after it counts`, () => {
    const { reading, told } = read(...callEvents(0, a, '{"n":1}'), ...events, ended([a, b]))
    assert.equal(reading.stop.kind, 'broken', reading.stop.message)
    assert.ok(told.length <= 1)
  })

test('a stream that is restarted in the middle of a call, and says another, runs nothing', () => {
  const begun = callEvents(0, a, '{"n":', '1').slice(0, 3)
  const { reading, told } = read(...begun, created, ...callEvents(0, b, '{"n":2}'), ended([b]))
  assert.equal(reading.stop.kind, 'broken')
  assert.deepEqual(told, [])
})

test('an end that is said twice does no harm', () => {
  const { told } = read(...callEvents(0, a, '{"n":1}'), done(0, a), ended([a]), ended([a]))
  assert.deepEqual(brief(told), both.slice(0, 1))
})

test('long arguments in tiny pieces cost no more than their length', () => {
  const text = JSON.stringify({ text: 'x'.repeat(400_000) })
  const events = [created, added(0, { ...a, arguments: '' })]
  for (let at = 0; at < text.length; at += 10)
    events.push(delta(0, 'fc_A', text.slice(at, at + 10)))
  events.push({ type: 'response.function_call_arguments.done', output_index: 0, arguments: '' })
  events.push(done(0, { ...a, arguments: '' }), ended([]))
  const { told } = decode(responsesCodec, events)
  assert.deepEqual(told[0]?.input, JSON.parse(text))
})

test('an event that is lost, or comes twice, never makes a call that was not said', () => {
  fc.assert(
    fc.property(responsesStreams, fc.nat(), fc.boolean(), ({ events, calls }, place, twice) => {
      const spoilt = [...events]
      const at = place % events.length
      spoilt.splice(at, 1, ...(twice ? [events[at], events[at]] : []))
      const { told, reading } = decode(responsesCodec, spoilt)
      const said = calls.map((call) => JSON.stringify(call))
      const ran = reading.stop.kind === 'calls' ? reading.calls : told
      for (const { name, input } of ran) assert.ok(said.includes(JSON.stringify([name, input])))
    }),
    { numRuns: cases(500) },
  )
})
