import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { callChunk, chunk, entry } from '../support/chat-chunks.ts'
import { decode } from '../support/decode.ts'

/** Two calls that are alike, one that differs, and one without arguments. */
const calls = [
  ['a', 'roll', { n: 1 }],
  ['b', 'roll', { n: 1 }],
  ['c', 'pay', { sum: 5 }],
  ['d', 'list', {}],
] as const

const numberings: readonly [string, (place: number) => number | string | undefined][] = [
  ['0, 1, 2', (place) => place],
  ['from 1 on', (place) => place + 1],
  ['from -1 on (gateways to Bedrock)', (place) => place - 1],
  ['0 for all', () => 0],
  ['-1 for all (GLM-4.5)', () => -1],
  ['-1 for all, as text', () => '-1'],
  ['-2 for all', () => -2],
  ['beyond all numbers', () => '-'.padEnd(400, '9')],
  ['none', () => undefined],
]

describe('calls are told one by one, however they are numbered', () => {
  for (const [title, number] of numberings) {
    const numbered = (place: number, ...said: [string?, string?, string?]): object =>
      callChunk({
        ...entry(undefined, ...(said as [string, string, string])),
        index: number(place),
      })
    const forms: Record<string, object[]> = {
      whole: calls.map(([id, name, input], place) =>
        numbered(place, id, name, JSON.stringify(input)),
      ),
      'in pieces': calls.flatMap(([id, name, input], place) => {
        const text = JSON.stringify(input)
        return [
          numbered(place, id, name, ''),
          ...(place === 3 ? [] : [numbered(place, undefined, undefined, text.slice(0, 3))]),
          ...(place === 3 ? [] : [numbered(place, undefined, undefined, text.slice(3))]),
        ]
      }),
    }
    for (const [form, chunks] of Object.entries(forms))
      test(`${title}, ${form}`, () => {
        const { told, reading } = decode(chatCodec, [...chunks, chunk({}, 'tool_calls')])
        assert.deepEqual(
          told.map(({ id, name, input }) => [id, name, input]),
          calls,
        )
        assert.deepEqual(reading.calls, told)
      })
  }
})

/** Expects calls of these ids to be told, with these numbers, and to be those of the message. */
function expectTold(events: readonly unknown[], numbers: Readonly<Record<string, number>>): void {
  const { told, reading } = decode(chatCodec, events)
  const said = told.map(({ id, input }) => [id, input])
  assert.deepEqual(
    said,
    Object.entries(numbers).map(([id, n]) => [id, { n }]),
  )
  assert.deepEqual(reading.calls, told)
}

test('the old form beside calls that are numbered -1 repeats the one that is like it', () => {
  expectTold(
    [
      callChunk(entry(-1, 'a', 'f', '{"n":1}')),
      callChunk(entry(-1, 'b', 'f', '{"n":2}')),
      chunk({ function_call: { name: 'f', arguments: '{"n":2}' } }),
      chunk({}, 'tool_calls'),
    ],
    {
      a: 1,
      b: 2,
    },
  )
})

test('a call that was told stays, whatever a later one says under its id', () => {
  expectTold(
    [
      callChunk(entry(1, 'a', 'f', '{"n":')),
      callChunk(entry(0, 'a', 'f', '{"n":1}')),
      callChunk(entry(2, 'b', 'f', '{"n":3}')),
      callChunk(entry(1, undefined, undefined, '1}')),
      chunk({}, 'tool_calls'),
    ],
    {
      a: 1,
      b: 3,
    },
  )
})
