import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reading } from '../../../src/wire/codec.ts'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import type { ChatMessage } from '../../../src/wire/openai-chat/message.ts'
import { chunk } from '../support/chat-chunks.ts'
import { brief, readAny } from '../support/decode.ts'
import { result } from '../support/result.ts'

// Streams of our own making, each with the ways of one server that calls itself compatible with OpenAI's.

/** Text is sent as it is, anything else as an event. */
const read = (...parts: readonly (string | object)[]): Promise<Reading<ChatMessage>> =>
  readAny(
    chatCodec,
    parts
      .map((part) => (typeof part === 'string' ? part : `data: ${JSON.stringify(part)}\n\n`))
      .join(''),
  )
const end = 'data: [DONE]\n\n'
const call = (index: number | undefined, id: string | undefined, name: string, args: unknown) => ({
  ...(index !== undefined && { index }),
  ...(id !== undefined && { id, type: 'function' }),
  function: { name, arguments: args },
})
const more = (index: number, args: string) => ({ index, function: { arguments: args } })
const calls = (...entries: object[]): object => chunk({ tool_calls: entries })
const sent = (reading: Reading<ChatMessage>): Record<string, unknown> =>
  reading.messages[0] as unknown as Record<string, unknown>
const two = [
  ['get_weather', { city: 'Rome' }],
  ['get_weather', { city: 'Oslo' }],
]
const rome = '{"city":"Rome"}'
const oslo = '{"city":"Oslo"}'

function gives(reading: Reading<ChatMessage>, ids: readonly string[]): void {
  assert.equal(reading.stop.kind, 'calls', reading.stop.message)
  assert.deepEqual(
    brief(reading.calls),
    two.map(([name, input], at) => [ids[at], name, input]),
  )
  const results = chatCodec.results(ids.map((id) => result(id, 'ok', 'Fine.')))
  assert.deepEqual(
    results.map((message) => (message as { tool_call_id: string }).tool_call_id),
    ids,
  )
}

test('xAI: whole calls, all in one chunk, after reasoning; totals in every chunk', async () => {
  const usage = (completion_tokens: number) => ({ usage: { prompt_tokens: 90, completion_tokens } })
  const reading = await read(
    { ...chunk({ role: 'assistant', reasoning_content: 'Both ' }), ...usage(1) },
    { ...chunk({ reasoning_content: 'cities.' }), ...usage(2) },
    {
      ...calls(
        call(0, 'call_64197256', 'get_weather', rome),
        call(1, 'call_51232317', 'get_weather', oslo),
      ),
      ...usage(40),
    },
    { ...chunk({}, 'tool_calls'), ...usage(44) },
    end,
  )
  gives(reading, ['call_64197256', 'call_51232317'])
  assert.equal(sent(reading).reasoning_content, 'Both cities.')
  assert.deepEqual(reading.usage, { inputTokens: 90, outputTokens: 44 })
})

test('Groq: counts in a field of its own, in the first chunk its request', async () => {
  const usage = { prompt_tokens: 24, completion_tokens: 31, total_time: 0.04 }
  const reading = await read(
    { ...chunk({ role: 'assistant', content: null }), x_groq: { id: 'req_01' } },
    calls(call(0, 'fc_a', 'get_weather', rome), call(1, 'fc_b', 'get_weather', oslo)),
    { ...chunk({}, 'tool_calls'), x_groq: { id: 'req_01', usage } },
    end,
  )
  gives(reading, ['fc_a', 'fc_b'])
  assert.deepEqual(reading.usage, { inputTokens: 24, outputTokens: 31 })
})

for (const [name, event] of [
  [
    'a call that its parser refused',
    {
      error: {
        message: "Failed to call a function. See 'failed_generation' for more details.",
        type: 'invalid_request_error',
        code: 'tool_use_failed',
        failed_generation: '<function=get_weather{"city":"Rome"}</function>',
        status_code: 400,
      },
    },
  ],
  ['a stream that was stopped early', { ...chunk({}), x_groq: { error: 'Failed: over capacity' } }],
] as const)
  test(`Groq: ${name} breaks the message`, async () => {
    const reading = await read(
      calls(call(0, 'fc_a', 'get_weather', '{"city"')),
      `event: error\ndata: ${JSON.stringify(event)}\n\n`,
      end,
    )
    assert.equal(reading.stop.kind, 'broken')
    assert.match(reading.stop.message, /Failed/)
    assert.equal(reading.calls[0]?.invalid?.reason, 'truncated')
  })

test('Mistral: ids of nine characters, whole calls in the chunk that also ends the message', async () => {
  const thought = { type: 'thinking', thinking: [{ type: 'text', text: 'Both.' }] }
  const entries = [
    call(0, 'D681PevKs', 'get_weather', rome),
    call(1, 'a3B9xQ0zT', 'get_weather', oslo),
  ]
  const reading = await read(
    chunk({ role: 'assistant', content: [thought] }),
    chunk({ content: [{ type: 'text', text: 'I look' }] }),
    chunk({ content: ' them up.', tool_calls: entries }, 'tool_calls'),
    end,
  )
  gives(reading, ['D681PevKs', 'a3B9xQ0zT'])
  assert.deepEqual(sent(reading).content, [thought, { type: 'text', text: 'I look them up.' }])
})

test('Mistral’s older servers: the word null for every id, arguments as objects', async () => {
  const entries = [
    call(undefined, 'null', 'get_weather', { city: 'Rome' }),
    call(undefined, 'null', 'get_weather', { city: 'Oslo' }),
  ]
  const reading = await read(chunk({ tool_calls: entries }, 'tool_calls'), end)
  gives(
    reading,
    reading.calls.map(({ id }) => id),
  )
  assert.ok(reading.calls.every(({ id }) => id !== 'null' && id !== ''))
  assert.equal(new Set(reading.calls.map(({ id }) => id)).size, 2)
})

test('DeepSeek: keep-alive comments; reasoning goes back, for it refuses calls without it', async () => {
  const reading = await read(
    ': keep-alive\n\n',
    chunk({ role: 'assistant', content: null, reasoning_content: '' }),
    chunk({ content: null, reasoning_content: 'Look ' }),
    ': keep-alive\n\n',
    chunk({ content: null, reasoning_content: 'both up.' }),
    chunk({ content: '', reasoning_content: null }),
    calls(call(0, 'call_00_x', 'get_weather', '')),
    calls(more(0, '{"city":')),
    calls(more(0, '"Rome"}')),
    calls(call(1, 'call_01_y', 'get_weather', '')),
    calls(more(1, oslo)),
    chunk({ content: '', reasoning_content: null }, 'tool_calls'),
    end,
  )
  gives(reading, ['call_00_x', 'call_01_y'])
  assert.equal(sent(reading).reasoning_content, 'Look both up.')
})

test('DeepSeek: an answer that ran out of resources is broken', async () => {
  const reading = await read(
    calls(call(0, 'a', 'f', '{}')),
    chunk({}, 'insufficient_system_resource'),
    end,
  )
  assert.equal(reading.stop.kind, 'broken')
})

test('z.ai: reasoning, whole calls, and its own words for the ends', async () => {
  const reading = await read(
    chunk({ role: 'assistant', reasoning_content: 'Hm.' }),
    calls(call(0, 'call_-8201', 'get_weather', rome)),
    calls(call(1, 'call_-8202', 'get_weather', oslo)),
    chunk({ role: 'assistant', content: '' }, 'tool_calls'),
    end,
  )
  gives(reading, ['call_-8201', 'call_-8202'])
  for (const [reason, kind] of [
    ['sensitive', 'refusal'],
    ['network_error', 'broken'],
    ['model_context_window_exceeded', 'length'],
  ] as const) {
    const cut = await read(calls(call(0, 'a', 'f', '{}')), chunk({}, reason), end)
    assert.equal(cut.stop.kind, kind, reason)
  }
})

test('Kimi: ids that count over the conversation go back to the letter; counts in the choice', async () => {
  const usage = { prompt_tokens: 80, completion_tokens: 30 }
  const reading = await read(
    chunk({ role: 'assistant', content: '', reasoning_content: 'Both.' }),
    calls({ ...call(0, 'functions.get_weather:3', 'get_weather', '') }),
    calls(more(0, rome)),
    calls(call(1, 'functions.get_weather:4', 'get_weather', '')),
    calls(more(1, oslo)),
    { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls', usage }] },
    end,
  )
  gives(reading, ['functions.get_weather:3', 'functions.get_weather:4'])
  assert.deepEqual(reading.usage, { inputTokens: 80, outputTokens: 30 })
})

test('OpenRouter: comments while it waits; details of the reasoning go back with their signature', async () => {
  const detail = (text: string, extra: object = {}): object => ({
    type: 'reasoning.text',
    text,
    format: 'anthropic-claude-v1',
    index: 0,
    ...extra,
  })
  const reading = await read(
    ': OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n',
    chunk({ role: 'assistant', reasoning: 'Look ', reasoning_details: [detail('Look ')] }),
    chunk({ reasoning: 'both up.', reasoning_details: [detail('both up.')] }),
    chunk({ content: '', reasoning_details: [detail('', { signature: 'c2ln' })] }),
    ': OPENROUTER PROCESSING\n\n',
    calls(call(0, 'toolu_a', 'get_weather', '')),
    calls(more(0, rome)),
    calls(call(1, 'toolu_b', 'get_weather', oslo)),
    {
      choices: [
        { index: 0, delta: {}, finish_reason: 'tool_calls', native_finish_reason: 'tool_use' },
      ],
    },
    end,
  )
  gives(reading, ['toolu_a', 'toolu_b'])
  assert.deepEqual(sent(reading).reasoning_details, [
    detail('Look both up.', { signature: 'c2ln' }),
  ])
})

test('OpenRouter: an error in the middle of the stream, with the status 200', async () => {
  const reading = await read(
    calls(call(0, 'a', 'get_weather', rome)),
    {
      ...chunk({ content: '' }, 'error'),
      provider: 'Somebody',
      error: { code: 502, message: 'Provider disconnected' },
    },
    end,
  )
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /Provider disconnected/)
})

test('Ollama: index 0 for every call, and the finish reason of an answer', async () => {
  const reading = await read(
    calls(call(0, 'call_k2h5z1ab', 'get_weather', rome)),
    calls(call(0, 'call_p8d3w7cd', 'get_weather', oslo)),
    chunk({ role: 'assistant', content: '' }, 'stop'),
    end,
  )
  gives(reading, ['call_k2h5z1ab', 'call_p8d3w7cd'])
})

test('vLLM: the finish reason of an answer, and an index that begins again', async () => {
  const reading = await read(
    chunk({ role: 'assistant', content: '' }),
    calls(call(0, 'chatcmpl-tool-1f', 'get_weather', '')),
    calls(more(0, '{"city": "Rome')),
    calls(more(0, '"}')),
    calls(call(0, 'chatcmpl-tool-2e', 'get_weather', '')),
    calls(more(0, oslo)),
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop', stop_reason: null }] },
    end,
  )
  gives(reading, ['chatcmpl-tool-1f', 'chatcmpl-tool-2e'])
})

test('vLLM: a call that the limit cut off, said to be complete, is answered and not run', async () => {
  const reading = await read(
    calls(call(0, 'chatcmpl-tool-1f', 'get_weather', rome)),
    calls(call(1, 'chatcmpl-tool-2e', 'get_weather', '{"city":"Os')),
    chunk({}, 'tool_calls'),
    end,
  )
  assert.deepEqual(
    reading.calls.map(({ invalid }) => invalid?.reason),
    [undefined, 'json'],
  )
  const entries = sent(reading).tool_calls as { function: { arguments: string } }[]
  assert.equal(entries[1]?.function.arguments, '{}')
})

test('vLLM: an error as an event, in its own shape', async () => {
  const error = { object: 'error', message: 'The engine is dead', type: 'InternalServerError' }
  const reading = await read(calls(call(0, 'a', 'get_weather', rome)), error, end)
  assert.equal(reading.stop.kind, 'broken')
  assert.match(reading.stop.message, /The engine is dead/)
})

test('LiteLLM: a block of thoughts in pieces goes back whole, and one that was signed ends there', async () => {
  const thinks = (thinking: string, signature = '') =>
    chunk({ thinking_blocks: [{ type: 'thinking', thinking, signature }] })
  const reading = await read(
    thinks('Step 1. '),
    thinks('Step 2.'),
    thinks('', 'c2ln'),
    thinks('And '),
    thinks('then.'),
    thinks('', 'bW9yZQ'),
    chunk({ thinking_blocks: [{ type: 'redacted_thinking', data: 'aGlk' }] }),
    calls(call(0, 'a', 'get_weather', rome)),
    chunk({}, 'tool_calls'),
    end,
  )
  assert.deepEqual(sent(reading).thinking_blocks, [
    { type: 'thinking', thinking: 'Step 1. Step 2.', signature: 'c2ln' },
    { type: 'thinking', thinking: 'And then.', signature: 'bW9yZQ' },
    { type: 'redacted_thinking', data: 'aGlk' },
  ])
})

test('LiteLLM for Oracle: another id with every piece, and at the end with nothing else', async () => {
  const again = (id: string, args: string) => ({
    index: 0,
    id,
    function: { name: '', arguments: args },
  })
  const reading = await read(
    calls(call(0, 'a', 'get_weather', '')),
    calls(again('x1', '{"city":')),
    calls(again('x2', '"Rome"}')),
    calls(again('x3', '')),
    calls(call(0, 'b', 'get_weather', oslo)),
    chunk({ tool_calls: [again('x4', '')] }, 'stop'),
    end,
  )
  gives(reading, ['a', 'b'])
})
