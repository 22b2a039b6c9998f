import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { isRecord, recordsOf, type Fields } from '../../../src/wire/shared/shape.ts'
import { cases } from '../../support/cases.ts'
import { callChunk, chunk } from '../support/chat-chunks.ts'
import { brief, decode } from '../support/decode.ts'
import { testDisturbances, withEmpty } from '../support/disturb.ts'
import { chatStreams } from '../support/samples.ts'

const emptyDelta = {
  refusal: '',
  tool_calls: [],
  function_call: { name: '', arguments: '' },
  audio: { id: '', data: '' },
}

function zeroed(event: Fields): Fields {
  const choices = recordsOf(event.choices).map((choice) => {
    const delta = withEmpty(choice.delta, emptyDelta)
    const entries = recordsOf(delta.tool_calls).map((entry) => ({
      ...withEmpty(entry, { id: '', custom: { name: '', input: '' } }),
      function: withEmpty(entry.function, { name: '', arguments: '' }),
    }))
    return { ...choice, delta: { ...delta, tool_calls: entries } }
  })
  return withEmpty({ ...event, choices }, { error: { message: '', code: null }, usage: null })
}

/** A chunk that only says why the message ended. */
function isEnding(event: Fields): boolean {
  return recordsOf(event.choices).every(
    ({ delta, finish_reason: reason }) =>
      reason !== null && isRecord(delta) && Object.keys(delta).length === 0,
  )
}

testDisturbances({
  codec: chatCodec,
  streams: chatStreams,
  last: 'ending',
  noise: [{ choices: [] }, { choices: null }, { object: 'ping' }, 'ping', null, 7],
  zeroed,
  mayRepeat: (event) => isEnding(event),
  words:
    'choices delta message index tool_calls function custom arguments name id content refusal finish_reason usage'.split(
      ' ',
    ),
  types: [],
})

interface Made {
  readonly id: string
  readonly name: string
  readonly pieces: readonly string[]
}

const made = fc
  .array(
    fc.record({
      name: fc.constantFrom('look_up', 'edit_existing_file'),
      n: fc.integer(),
      size: fc.integer({ min: 1, max: 6 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((list) =>
    list.map(({ name, n, size }, at): Made => {
      const text = JSON.stringify({ n })
      const pieces = text.match(new RegExp(`.{1,${size}}`, 'g')) ?? []
      return { id: `call_${at}`, name, pieces }
    }),
  )

const piece = (index: unknown, id: string | undefined, args: string): object => ({
  ...(index !== undefined && { index }),
  ...(id !== undefined && { id }),
  function: { arguments: args },
})
const named = ({ id, name }: Made, index: unknown, args = ''): object => ({
  ...(index !== undefined && { index }),
  id,
  type: 'function',
  function: { name, arguments: args },
})

/** One call after the other, each entry by itself. */
function inTurn(calls: readonly Made[], entries: (call: Made, at: number) => object[]): object[] {
  return calls.flatMap((call, at) => entries(call, at).map((one) => callChunk(one)))
}

/** How servers send the same calls, by name. */
const ways: Readonly<Record<string, (calls: readonly Made[]) => object[]>> = {
  'numbered by text': (calls) =>
    inTurn(calls, (call, at) => [
      named(call, String(at)),
      ...call.pieces.map((args) => piece(String(at), undefined, args)),
    ]),
  'pieces under the next number': (calls) =>
    inTurn(calls, (call, at) => [
      named(call, at * 2),
      ...call.pieces.map((args) => piece(at * 2 + 1, undefined, args)),
    ]),
  'one number for all, by id, interleaved': (calls) => {
    const longest = Math.max(...calls.map(({ pieces }) => pieces.length))
    const rounds = Array.from({ length: longest }, (_, round) =>
      calls.flatMap(({ id, pieces }) =>
        pieces[round] === undefined ? [] : [callChunk(piece(0, id, pieces[round]))],
      ),
    )
    return [...calls.map((call) => callChunk(named(call, 0))), ...rounds.flat()]
  },
  'names in pieces': (calls) =>
    inTurn(calls, (call, at) => [
      ...(call.name.match(/.{1,4}/g) ?? []).map((name) => named({ ...call, name }, at)),
      ...call.pieces.map((args) => piece(at, undefined, args)),
    ]),
  'whole calls, from the last to the first': (calls) =>
    calls.map((call, at) => callChunk(named(call, at, call.pieces.join('')))).toReversed(),
  'whole calls, told twice': (calls) =>
    inTurn(calls, (call, at) => {
      const whole = named(call, at, call.pieces.join(''))
      return [whole, whole]
    }),
  'a finish reason with every piece': (calls) =>
    calls.flatMap((call, at) => [
      chunk({ tool_calls: [named(call, at)] }, 'tool_calls'),
      ...call.pieces.map((args) =>
        chunk({ tool_calls: [piece(at, undefined, args)] }, 'tool_calls'),
      ),
    ]),
  'in another choice than the words': (calls) =>
    calls.map((call, at) => ({
      choices: [
        { index: 0, delta: { content: '.' }, finish_reason: null },
        { index: 1, delta: { tool_calls: [named(call, at, call.pieces.join(''))] } },
      ],
    })),
  'one entry without its list': (calls) =>
    calls.map((call, at) => chunk({ tool_calls: named(call, at, call.pieces.join('')) })),
  'an empty name before the name': (calls) =>
    inTurn(calls, (call, at) => [
      named({ ...call, name: '' }, at),
      named(call, at),
      ...call.pieces.map((args) => piece(at, undefined, args)),
    ]),
  'as pieces, and then the whole message': (calls) => [
    ...inTurn(calls, (call, at) => [
      named(call, at),
      ...call.pieces.map((args) => piece(at, undefined, args)),
    ]),
    {
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: {
            tool_calls: calls.map((call) => named(call, undefined, call.pieces.join(''))),
          },
        },
      ],
    },
  ],
}

for (const [way, events] of Object.entries(ways))
  test(`calls are the same, however they arrive: ${way}`, () => {
    fc.assert(
      fc.property(made, (calls) => {
        const { told, reading } = decode(chatCodec, [
          ...events(calls),
          chunk({}, 'tool_calls'),
          '[DONE]',
        ])
        assert.deepEqual(
          brief(told),
          calls.map(({ id, name, pieces }) => [id, name, JSON.parse(pieces.join('')) as unknown]),
        )
        assert.deepEqual(told, reading.calls)
      }),
      { numRuns: cases(300) },
    )
  })
