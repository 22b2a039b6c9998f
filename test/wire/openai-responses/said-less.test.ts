import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
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

const read = (...events: unknown[]) => decode(responsesCodec, [created, ...events])
const call = functionCall('A', 'f', '{"n":1}')
const begun = callEvents(0, call, '{"n":', '1}').slice(0, -2)
const whole = callEvents(0, call, '{"n":', '1}').slice(0, -1)
const { name: _name, ...nameless } = call
const { call_id: _id, ...idless } = call
const once = [['call_A', 'f', { n: 1 }]]

const said = answer('1', 'The answer is 4.')
const words = textEvents(0, said, 'The answer ', 'is 4.').slice(0, -1)
const part = { type: 'output_text', annotations: [], logprobs: [] }
const late = { type: 'response.output_text.delta', output_index: 0, item_id: 'msg_1' }

describe('a call whose end says less than its pieces is what its pieces said', () => {
  for (const [what, end] of [
    ['an empty object as text', { ...call, arguments: '{}' }],
    ['an empty object', { ...call, arguments: {} }],
    ['no arguments', { ...call, arguments: null }],
    ['half of them', { ...call, arguments: '{"n":' }],
    ['other spaces', { ...call, arguments: '{ "n": 1 }' }],
    ['no name', nameless],
    ['no id', idless],
    ['null for its id', { ...call, call_id: null }],
  ] as const)
    for (const [by, events] of [
      ['its pieces', [...begun, done(0, end), ended([])]],
      ['its whole arguments', [...whole, done(0, end), ended([])]],
      ['the end, and a second one', [...whole, done(0, call), done(0, end), ended([])]],
      ['the list', [...begun, ended([end])]],
      ['the list with another item', [...whole, done(0, call), ended([answer('1', 'Hi'), end])]],
    ] as const)
      test(`${what}, after ${by}`, () => {
        // By nothing but the place in the list is no call known.
        if (by.startsWith('the list') && / its id$|^no id$/.test(what)) return
        const { reading, told } = read(...events)
        assert.equal(reading.stop.kind, 'calls', reading.stop.message)
        assert.deepEqual(brief(told), once)
        assert.deepEqual(reading.calls, told)
      })

  test('with other arguments than its pieces it is a contradiction', () => {
    for (const end of [
      done(0, { ...call, arguments: '{"n":2}' }),
      { ...whole.at(-1), arguments: '{"n":2}' },
    ]) {
      const { reading, told } = read(...begun, end, ended([]))
      assert.equal(reading.stop.kind, 'broken')
      assert.match(reading.stop.message, /other/)
      assert.deepEqual(told, [])
    }
  })

  test('pieces that are no JSON, for one was lost, are what the end says', () => {
    const { told } = read(...callEvents(0, call, '{"n":', '}'), ended([]))
    assert.deepEqual(brief(told), once)
  })

  test('the input of a custom tool, too', () => {
    const custom = { type: 'custom_tool_call', id: 'ct', call_id: 'call_C', name: 'f', input: '' }
    const piece = { type: 'response.custom_tool_call_input.delta', output_index: 0, item_id: 'ct' }
    const pieces = [added(0, custom), { ...piece, delta: '{' }, { ...piece, delta: '}' }]
    for (const input of ['', '{', '{}'])
      assert.deepEqual(brief(read(...pieces, done(0, { ...custom, input }), ended([])).told), [
        ['call_C', 'f', '{}'],
      ])
  })
})

describe('a message whose end says less than its pieces is what its pieces said', () => {
  for (const [what, content] of [
    ['no content', []],
    ['null', null],
    ['empty text', [{ ...part, text: '' }]],
    ['half of it', [{ ...part, text: 'The answer ' }]],
  ] as const)
    for (const [by, events] of [
      ['its end', [...words, done(0, { ...said, content }), ended([])]],
      [
        'the end, and a second one',
        [...words, done(0, said), done(0, { ...said, content }), ended([])],
      ],
      ['the list', [...words, ended([{ ...said, content }])]],
    ] as const)
      test(`${what}, by ${by}`, () => {
        const { reading, text } = read(...events)
        assert.deepEqual([reading.text, text], ['The answer is 4.', 'The answer is 4.'])
        const [sent] = reading.messages as unknown as [{ content: [{ text: string }] }]
        assert.equal(sent.content.map((one) => one.text).join(''), 'The answer is 4.')
        assert.equal(reading.messages.length, 1)
      })

  test('a refusal stays behind them', () => {
    const content = [{ type: 'refusal', refusal: 'No.' }]
    const { reading } = read(...words, done(0, { ...said, content }), ended([]))
    assert.deepEqual([reading.stop.kind, reading.text], ['refusal', 'The answer is 4.'])
  })

  test('words that come after an end that came too early are its words', () => {
    const [begin, , first] = words
    const early = done(0, answer('1', 'The answer '))
    for (const end of [[], [done(0, said)]]) {
      const events = [begin, first, early, { ...late, delta: 'is ' }, { ...late, delta: '4.' }]
      const { reading, text } = read(...events, ...end, ...callEvents(1, call), ended([]))
      assert.deepEqual([reading.text, text], ['The answer is 4.', 'The answer is 4.'])
      assert.deepEqual(brief(reading.calls), once)
      const [sent] = reading.messages as unknown as [{ content: [{ text: string }] }]
      assert.equal(sent.content[0].text, 'The answer is 4.')
    }
  })
})
