import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { callChunk, chunk, entry } from '../support/chat-chunks.ts'
import { brief, decode } from '../support/decode.ts'

const done = chunk({}, 'tool_calls')
const read = (...events: unknown[]) => decode(chatCodec, [...events, done])
const whole = '{"n":1}'

const once: readonly [string, readonly object[]][] = [
  [
    'in pieces, then whole under the next index (new-api)',
    [
      callChunk(entry(0, 'a', 'f', '')),
      callChunk(entry(0, undefined, undefined, '{"n"')),
      callChunk(entry(0, undefined, undefined, ':1}')),
      callChunk(entry(1, 'a', 'f', whole)),
    ],
  ],
  [
    'under three indexes (LocalAI)',
    [
      callChunk(entry(0, 'a', 'f', '')),
      callChunk(entry(0, 'a', undefined, whole)),
      callChunk(entry(1, 'a', 'f', '')),
      callChunk(entry(1, 'a', undefined, whole)),
      callChunk(entry(2, 'a', 'f', whole)),
    ],
  ],
  [
    'its name alone, then whole under the next index (LocalAI)',
    [callChunk(entry(0, 'a', 'f', '')), callChunk(entry(1, 'a', 'f', whole))],
  ],
  [
    'whole once more with other spaces, with its id and name (vLLM)',
    [
      callChunk(entry(0, 'a', 'f', '')),
      callChunk(entry(0, undefined, undefined, whole)),
      callChunk(entry(0, 'a', 'f', '{ "n": 1 }')),
    ],
  ],
  [
    'whole once more with other spaces, without its id and name (vLLM)',
    [
      callChunk(entry(0, 'a', 'f', '')),
      callChunk(entry(0, undefined, undefined, whole)),
      callChunk(entry(0, undefined, undefined, '{ "n": 1 }')),
    ],
  ],
  [
    'its arguments twice in one piece (vLLM)',
    [
      callChunk(entry(0, 'a', 'f', '{"n":1')),
      callChunk(entry(0, undefined, undefined, '}{"n": 1}')),
    ],
  ],
  [
    'an empty object before its arguments (gateways to Anthropic)',
    [
      callChunk(entry(0, 'a', 'f', '{}')),
      callChunk(entry(0, undefined, undefined, '{"n"')),
      callChunk(entry(0, undefined, undefined, ':1}')),
    ],
  ],
  [
    'in the old form, then in the new one',
    [
      chunk({ function_call: { name: 'f', arguments: whole } }),
      callChunk(entry(0, 'a', 'f', whole)),
    ],
  ],
  [
    'in the new form, then in the old one',
    [
      callChunk(entry(0, 'a', 'f', whole)),
      chunk({ function_call: { name: 'f', arguments: whole } }),
    ],
  ],
]

describe('a call that is told more than once', () => {
  for (const [what, events] of once)
    test(`runs once: ${what}`, () => {
      const { reading, told } = read(...events)
      assert.equal(reading.stop.kind, 'calls')
      assert.deepEqual(reading.calls, told)
      assert.deepEqual(
        brief(told).map(([, name, input]) => [name, input]),
        [['f', { n: 1 }]],
      )
      const [message] = reading.messages as unknown as [{ tool_calls: unknown[] }]
      assert.equal(message.tool_calls.length, 1)
    })

  test('also after it was told, as another call has begun', () => {
    const { told } = read(
      callChunk(entry(0, 'a', 'f', whole)),
      callChunk(entry(1, 'b', 'g', '{"n":2}')),
      callChunk(entry(2, 'a', 'f', '{"n": 1}')),
    )
    assert.deepEqual(brief(told), [
      ['a', 'f', { n: 1 }],
      ['b', 'g', { n: 2 }],
    ])
  })
})

test('a whole message has a call once, too, and goes back with it once', () => {
  const call = { id: 'a', type: 'function', function: { name: 'f', arguments: whole } }
  const other = { ...call, function: { name: 'f', arguments: '{"n":2}' } }
  const message = { role: 'assistant', content: null, tool_calls: [call, call, other] }
  const { calls, messages } = chatCodec.read({
    choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
  })
  assert.deepEqual(
    calls.map(({ input }) => input),
    [{ n: 1 }, { n: 2 }],
  )
  const [sent] = messages as unknown as [{ tool_calls: unknown[] }]
  assert.equal(sent.tool_calls.length, 2)
})

const two: readonly [string, readonly object[]][] = [
  [
    'one id for all, other arguments',
    [callChunk(entry(0, 'a', 'f', whole)), callChunk(entry(1, 'a', 'f', '{"n":2}'))],
  ],
  [
    'one id for all, in pieces',
    [
      callChunk(entry(0, 'a', 'f', '')),
      callChunk(entry(0, undefined, undefined, whole)),
      callChunk(entry(1, 'a', 'f', '')),
      callChunk(entry(1, undefined, undefined, '{"n":2}')),
    ],
  ],
  [
    'one id for all, named before their arguments come',
    [
      callChunk(entry(0, 'a', 'f', '')),
      callChunk(entry(1, 'a', 'f', '')),
      callChunk(entry(0, undefined, undefined, whole)),
      callChunk(entry(1, undefined, undefined, '{"n":2}')),
    ],
  ],
  [
    'no ids, index 0, the name before each',
    [
      callChunk(entry(0, undefined, 'f', '')),
      callChunk(entry(0, undefined, undefined, whole)),
      callChunk(entry(0, undefined, 'f', '')),
      callChunk(entry(0, undefined, undefined, '{"n"')),
      callChunk(entry(0, undefined, undefined, ':2}')),
    ],
  ],
  [
    'no ids and no index, the name before each',
    [
      callChunk(entry(undefined, undefined, 'f', '')),
      callChunk(entry(undefined, undefined, undefined, whole)),
      callChunk(entry(undefined, undefined, 'f', '')),
      callChunk(entry(undefined, undefined, undefined, '{"n":2}')),
    ],
  ],
  [
    'empty ids, the name before each',
    [
      callChunk(entry(0, '', 'f', '')),
      callChunk(entry(0, '', undefined, whole)),
      callChunk(entry(0, '', 'f', '')),
      callChunk(entry(0, '', undefined, '{"n":2}')),
    ],
  ],
]

describe('two calls of one tool', () => {
  for (const [what, events] of two)
    test(`both run: ${what}`, () => {
      const { told } = read(...events)
      assert.deepEqual(
        brief(told).map(([, name, input]) => [name, input]),
        [
          ['f', { n: 1 }],
          ['f', { n: 2 }],
        ],
      )
      assert.equal(new Set(told.map(({ id }) => id)).size, 2)
    })

  test('with the same arguments are two where their ids are, or where neither has one', () => {
    const ids = [callChunk(entry(0, 'a', 'f', whole)), callChunk(entry(1, 'b', 'f', whole))]
    const none = [
      callChunk(entry(0, undefined, 'f', whole)),
      callChunk(entry(1, undefined, 'f', whole)),
    ]
    for (const events of [ids, none]) assert.equal(read(...events).told.length, 2)
  })

  test('a name that comes once more after the arguments begins none', () => {
    const { told } = read(callChunk(entry(0, 'a', 'f', whole)), callChunk(entry(0, 'a', 'f', '')))
    assert.deepEqual(brief(told), [['a', 'f', { n: 1 }]])
  })
})
