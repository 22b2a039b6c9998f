import assert from 'node:assert/strict'
import { test } from 'node:test'
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

test('words of a message that is never named are kept, and go back as the model’s', () => {
  const at = { output_index: 0, item_id: 'msg_1', content_index: 0 }
  const piece = { type: 'response.output_text.delta', delta: 'Hi.', ...at }
  for (const [events, more] of [
    [[piece], { id: 'msg_1', status: 'completed' }],
    [[{ ...piece, item_id: undefined }], { status: 'completed' }],
    [[piece, done(0, { type: 'message', id: 'msg_1' })], { id: 'msg_1' }],
  ] as const) {
    const { reading, text } = read(...events, ended([]))
    assert.deepEqual([reading.text, text], ['Hi.', 'Hi.'])
    const content = [{ type: 'output_text', text: 'Hi.', annotations: [] }]
    assert.deepEqual(reading.messages, [{ type: 'message', role: 'assistant', ...more, content }])
  }
})

test('an item of which everything is empty is none', () => {
  const nothing = { type: 'function_call', id: '', call_id: '', name: '', arguments: '' }
  const { reading, told } = read(added(0, nothing), done(0, nothing), done(1, {}), ended([nothing]))
  assert.deepEqual([reading.stop.kind, reading.messages, told], ['answer', [], []])
})
