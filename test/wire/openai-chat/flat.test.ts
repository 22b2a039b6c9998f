import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { callChunk, chunk } from '../support/chat-chunks.ts'
import { decode } from '../support/decode.ts'

const whole = (calls: unknown, reason: string) =>
  chatCodec.read({
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: null, tool_calls: calls },
        finish_reason: reason,
      },
    ],
  })
const streamed = (calls: unknown, reason: string) =>
  decode(chatCodec, [chunk({ tool_calls: calls }), chunk({}, reason)]).reading

const input = { city: 'Paris' }
const flat: readonly [string, object][] = [
  ['a value', { name: 'f', arguments: input }],
  ['text', { name: 'f', arguments: JSON.stringify(input) }],
  ['an id and a type', { id: 'a', type: 'function', name: 'f', arguments: input }],
  ['an empty function beside', { id: 'a', function: {}, name: 'f', arguments: input }],
]

describe('a call whose name and arguments stand in the entry itself runs', () => {
  for (const [title, entry] of flat)
    for (const read of [whole, streamed])
      for (const reason of ['stop', 'tool_calls'])
        test(`${title}, ${read.name}, ${reason}`, () => {
          const { stop, calls, messages } = read([entry], reason)
          assert.equal(stop.kind, 'calls')
          assert.deepEqual([calls[0]?.name, calls[0]?.input], ['f', input])
          assert.deepEqual((messages as unknown as { tool_calls: unknown }[])[0]?.tool_calls, [
            {
              id: calls[0]?.id,
              type: 'function',
              function: { name: 'f', arguments: JSON.stringify(input) },
            },
          ])
        })

  test('in pieces', () => {
    const { told } = decode(chatCodec, [
      callChunk({ index: 0, id: 'a', name: 'f' }),
      callChunk({ index: 0, arguments: '{"city":' }),
      callChunk({ index: 0, arguments: '"Paris"}' }),
      chunk({}, 'tool_calls'),
    ])
    assert.deepEqual(told, [{ id: 'a', name: 'f', input }])
  })
})

describe('a call that nobody can read is lost, and its fields are named', () => {
  for (const read of [whole, streamed])
    for (const reason of ['stop', 'tool_calls'])
      test(`${read.name}, ${reason}`, () => {
        const { stop, warnings } = read([{ type: 'function', tool: 'f', args: input }], reason)
        assert.equal(stop.kind, 'lost')
        assert.match(warnings?.join(' ') ?? '', /fields tool, args/)
      })

  test('an entry that says nothing is no call', () => {
    const { stop } = streamed(
      [{ index: 0, id: '', type: 'function', function: { name: '' } }],
      'stop',
    )
    assert.equal(stop.kind, 'answer')
  })
})
