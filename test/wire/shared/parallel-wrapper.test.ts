import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { openai } from '../../../src/openai.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import { rewrapped, unwrapped } from '../../../src/wire/shared/parallel-wrapper.ts'
import { callChunk, chunk, entry } from '../support/chat-chunks.ts'
import { brief, decode } from '../support/decode.ts'
import { readData, skipped } from '../support/recordings.ts'
import { callEvents, created, ended, functionCall, response } from '../support/responses-events.ts'
import { result } from '../support/result.ts'

const uses = (...list: unknown[]): string => JSON.stringify({ tool_uses: list })
const use = (name: string, parameters: unknown): object => ({ recipient_name: name, parameters })
const wrapped = uses(use('functions.get', { n: 1 }), use('set', { n: 2 }))
const inner = [
  ['w#parallel.1', 'get', { n: 1 }],
  ['w#parallel.2', 'set', { n: 2 }],
]
const wrapper = { id: 'w', name: 'parallel', input: JSON.parse(wrapped) as unknown }

for (const name of ['parallel', 'multi_tool_use.parallel']) {
  test(`chat: ${name} is the calls in it, answered as one`, () => {
    const events = [
      callChunk(entry(0, 'a', 'get', '{"n":0}')),
      callChunk(entry(1, 'w', name, wrapped.slice(0, 30))),
      callChunk(entry(1, undefined, undefined, wrapped.slice(30))),
      callChunk(entry(2, 'b', 'get', '{"n":3}')),
      chunk({}, 'tool_calls'),
    ]
    const { reading, told, early } = decode(chatCodec, events)
    assert.deepEqual(brief(reading.calls), [
      ['a', 'get', { n: 0 }],
      ...inner,
      ['b', 'get', { n: 3 }],
    ])
    assert.deepEqual(told, reading.calls)
    assert.deepEqual(early, told)
    const [sent] = reading.messages as unknown as {
      tool_calls: { id: string; function: object }[]
    }[]
    assert.deepEqual(sent?.tool_calls[1], {
      id: 'w',
      type: 'function',
      // OpenAI takes no dot in a name back.
      function: { name: name.replace('.', '_'), arguments: wrapped },
    })
    const results = reading.calls.map(({ id }, at) =>
      at === 2 ? result(id, 'failed', 'No such key.') : result(id, 'ok', `value ${at}`),
    )
    assert.deepEqual(chatCodec.results(results, reading.messages), [
      { role: 'tool', tool_call_id: 'a', content: 'value 0' },
      {
        role: 'tool',
        tool_call_id: 'w',
        content: 'Result 1 of 2 (f):\nvalue 1\nResult 2 of 2 (f):\nError: No such key.',
      },
      { role: 'tool', tool_call_id: 'b', content: 'value 3' },
    ])
  })

  test(`responses: ${name} is the calls in it, answered as one`, () => {
    const item = { ...functionCall('w', name, wrapped), call_id: 'w' }
    const { reading, told } = decode(responsesCodec, [
      created,
      ...callEvents(0, item, wrapped),
      ended([item]),
    ])
    assert.deepEqual(brief(told), inner)
    assert.deepEqual(responsesCodec.read(response([item])).calls, reading.calls)
    assert.equal(reading.messages.length, 1)
    const image = { type: 'image', mediaType: 'image/png', data: 'aGk=' } as const
    const results = [result('w#parallel.1', 'ok', [image]), result('w#parallel.2', 'ok', 'set')]
    assert.deepEqual(responsesCodec.results(results, reading.messages), [
      {
        type: 'function_call_output',
        call_id: 'w',
        output: [
          { type: 'input_text', text: 'Result 1 of 2 (f):' },
          { type: 'input_image', image_url: 'data:image/png;base64,aGk=', detail: 'auto' },
          { type: 'input_text', text: 'Result 2 of 2 (f):' },
          { type: 'input_text', text: 'set' },
        ],
      },
    ])
  })
}

test('a tool of that name is called itself, streamed and whole', () => {
  const isTool = (name: string): boolean => name === 'parallel'
  assert.deepEqual(unwrapped(wrapper, isTool), [wrapper])
  const message = { role: 'assistant', tool_calls: [entry(undefined, 'w', 'parallel', wrapped)] }
  const whole = { choices: [{ message, finish_reason: 'tool_calls' }] }
  assert.equal(chatCodec.read(whole, isTool).calls[0]?.name, 'parallel')
  assert.equal(chatCodec.read(whole).calls[0]?.name, 'get')
  const told: string[] = []
  const decoder = chatCodec.decoder({ isTool, call: ({ name }) => told.push(name) })
  decoder.push(callChunk(entry(0, 'w', 'parallel', wrapped)))
  decoder.push(chunk({}, 'tool_calls'))
  assert.deepEqual(told, ['parallel'])
})

test('a tool keeps the name that the request gave it, with its namespace', () => {
  const [first] = unwrapped(wrapper, (name) => name === 'functions.get')
  assert.equal(first?.name, 'functions.get')
})

for (const [name, input] of [
  ['no list', {}],
  ['an empty list', { tool_uses: [] }],
  ['an entry that is no object', { tool_uses: [use('get', {}), 'get'] }],
  ['an entry without a name', { tool_uses: [{ parameters: {} }] }],
  ['no object', 'tool_uses'],
] as const)
  test(`a wrapper with ${name} stays one call, for an unknown tool`, () => {
    const call = { id: 'w', name: 'parallel', input }
    assert.deepEqual(unwrapped(call), [call])
  })

test('arguments in a wrapper are read like any other', () => {
  const input = { tool_uses: [use('get', '{"n":1}'), use('get', undefined), use('get', '{"n"')] }
  assert.deepEqual(
    unwrapped({ ...wrapper, input }).map((call) => [call.input, call.invalid?.reason]),
    [
      [{ n: 1 }, undefined],
      [{}, undefined],
      [{}, 'json'],
    ],
  )
})

test('a wrapper that was cut off is one truncated call', () => {
  const events = [callChunk(entry(0, 'w', 'parallel', wrapped.slice(0, -9))), chunk({}, 'length')]
  const { reading, told } = decode(chatCodec, events)
  assert.deepEqual(told, [])
  assert.deepEqual(
    reading.calls.map(({ id, name, invalid }) => [id, name, invalid?.reason]),
    [['w', 'parallel', 'truncated']],
  )
})

test('results without a wrapper stay the very ones', () => {
  const results = [result('a', 'ok', '1'), result('b', 'ok', '2')]
  assert.equal(rewrapped(results), results)
})

test('an engine runs the calls of a wrapper, and answers it once', async () => {
  const seen: unknown[] = []
  const get = tool({
    name: 'get',
    description: '',
    execute: (input: unknown) => {
      seen.push(input)
      return 'got'
    },
  }) as AnyTool
  const engine = createEngine({ tools: [get, { ...get, name: 'set' }] })
  const message = { role: 'assistant', tool_calls: [entry(undefined, 'w', 'parallel', wrapped)] }
  const source = { choices: [{ message, finish_reason: 'tool_calls' }] }
  const reply = await openai.answer(engine, source)
  assert.deepEqual(seen, [{ n: 1 }, { n: 2 }])
  assert.equal(reply.report.results.length, 2)
  assert.deepEqual(
    reply.messages.map((one) => (one as { tool_call_id?: string }).tool_call_id),
    [undefined, 'w'],
  )
})

test('an engine’s own tool of that name gets the call', async () => {
  const parallel = tool({ name: 'parallel', description: '', execute: () => 'mine' }) as AnyTool
  const message = { role: 'assistant', tool_calls: [entry(undefined, 'w', 'parallel', wrapped)] }
  const source = { choices: [{ message, finish_reason: 'tool_calls' }] }
  const reply = await openai.answer(createEngine({ tools: [parallel] }), source)
  assert.equal(reply.messages.at(-1)?.content, 'mine')
})

test('the recorded wrapper', { skip: skipped }, () => {
  const lines = readData('edge/parallel-tool-call-wrapper.1.chunks.txt').trim().split('\n')
  // The first and the last line lack their last brace.
  const events = lines.map((line, at) => JSON.parse(at % 5 === 0 ? `${line}}` : line) as unknown)
  const { reading, told } = decode(responsesCodec, events)
  assert.deepEqual(brief(told), [
    ['call_parallel#parallel.1', 'weather', { location: 'San Francisco' }],
    ['call_parallel#parallel.2', 'cityAttractions', { city: 'Rome' }],
  ])
  assert.equal(reading.stop.kind, 'calls')
  const results = told.map(({ id }) => result(id, 'ok', 'Fine.'))
  const answers = responsesCodec.results(results, reading.messages)
  assert.deepEqual(
    answers.map((item) => (item as { call_id: string }).call_id),
    ['call_parallel'],
  )
})
