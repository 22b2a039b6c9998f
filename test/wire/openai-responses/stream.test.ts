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
  ['a call ends twice, in two ways', [done(1, b), done(1, { ...b, arguments: '{}' })]],
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

test('an item that begins or ends twice in the same way has done so once', () => {
  const [begin, ...rest] = callEvents(0, a, '{"n":', '1}')
  const end = rest.at(-1)
  const whole = rest.at(-2)
  const events = [begin, begin, ...rest, end, whole, begin, ...callEvents(1, b, '{"n":2}')]
  const { reading, told, early } = read(...events, ended([a, b]))
  assert.deepEqual(brief(told), both)
  assert.equal(early.length, 2)
  assert.deepEqual(reading.messages, [a, b])
})

test('one call under another id of its item, or in another place, is one call', () => {
  const again = { ...a, id: 'fc_other' }
  const { reading, told } = read(...callEvents(0, a, '{"n":1}'), done(0, again), done(5, again))
  assert.deepEqual(brief(told), both.slice(0, 1))
  assert.deepEqual(reading.calls, told)
})

test('a list at the end that has an item twice has it once', () => {
  const said = answer('1', 'Hi.')
  for (const events of [[], [added(0, { ...a, arguments: '' })]]) {
    const { reading, told, text } = read(...events, ended([a, said, a, said, { ...a, id: 'x' }]))
    assert.deepEqual(brief(told), both.slice(0, 1))
    assert.deepEqual(reading.messages, [a, said])
    assert.deepEqual([text, reading.text], ['Hi.', 'Hi.'])
  }
})

test('of words of which only the beginning came in pieces, the rest comes with the item', () => {
  const said = answer('1', 'Hello you.')
  const [begin, part, piece] = textEvents(0, said, 'Hello')
  for (const end of [[done(0, said), ended([])], [ended([said])]])
    assert.equal(read(begin, part, piece, ...end).text, 'Hello you.')
})

test('pieces before their item, by its place or by its id; of an item that never comes, none is a call', () => {
  const pieces = (at: number, id: string) => [delta(at, id, '{"n":'), delta(at, id, '1}')]
  const late = [...pieces(0, 'fc_A'), done(0, { ...a, arguments: '' }), ...callEvents(1, b)]
  assert.deepEqual(brief(read(...late, ended([])).told), both)
  const announced = [...pieces(0, 'fc_A'), added(0, { ...a, arguments: '' }), done(0, a)]
  assert.deepEqual(brief(read(...announced, ended([])).told), both.slice(0, 1))
  const never = read(...pieces(7, 'fc_X'), ...callEvents(0, a, '{"n":1}'), ended([]))
  assert.equal(never.reading.stop.kind, 'broken')
  assert.deepEqual(brief(never.reading.calls), both.slice(0, 1))
  assert.deepEqual(brief(read(...pieces(7, 'fc_X'), ended([a])).told), both.slice(0, 1))
})

test('words of a message that is never named are kept', () => {
  const at = { output_index: 0, item_id: 'msg_1', content_index: 0 }
  const piece = { type: 'response.output_text.delta', delta: 'Hi.', ...at }
  const { reading, text } = read(piece, ended([]))
  assert.deepEqual([reading.text, text, reading.messages.length], ['Hi.', 'Hi.', 1])
})

test('an item of which everything is empty is none', () => {
  const nothing = { type: 'function_call', id: '', call_id: '', name: '', arguments: '' }
  const { reading, told } = read(added(0, nothing), done(0, nothing), done(1, {}), ended([nothing]))
  assert.deepEqual([reading.stop.kind, reading.messages, told], ['answer', [], []])
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
