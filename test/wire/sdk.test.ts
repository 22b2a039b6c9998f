import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Anthropic, RateLimitError } from '@anthropic-ai/sdk'
import { OpenAI } from 'openai'
import { anthropicCodec } from '../../src/wire/anthropic/codec.ts'
import { chatCodec } from '../../src/wire/openai-chat/codec.ts'
import { responsesCodec } from '../../src/wire/openai-responses/codec.ts'
import { readSource } from '../../src/wire/source/read-source.ts'
import { brief, readAny } from './support/decode.ts'
import { start, stop, text, toolUse } from './support/anthropic-events.ts'
import { chunk, entry, usageChunk } from './support/chat-chunks.ts'
import { dataEvents, namedEvents, pieces, streamOf } from './support/event-stream.ts'
import {
  answer,
  callEvents,
  created,
  ended,
  functionCall,
  textEvents,
} from './support/responses-events.ts'

/** A `fetch` that answers with these bytes, a few at a time, or with an error status. */
function answering(body: string, contentType: string, status = 200): typeof fetch {
  const bytes = new TextEncoder().encode(body)
  const cuts = [...bytes.keys()].filter((at) => at % 50 === 0)
  return async () =>
    new Response(streamOf(pieces(bytes, cuts)), {
      status,
      headers: { 'content-type': contentType },
    })
}

const calls = [
  ['a', 'f', { n: 1 }],
  ['b', 'f', { n: 2 }],
]

const anthropicBody = namedEvents([
  start(),
  ...text(0, 'Hel', 'lo'),
  ...toolUse(1, 'a', 'f', '{"n":', '1}'),
  ...toolUse(2, 'b', 'f', '{"n":2}'),
  ...stop('tool_use'),
])

function anthropicClient(fetch: typeof globalThis.fetch): Anthropic {
  return new Anthropic({ apiKey: 'none', maxRetries: 0, fetch })
}

const request = {
  model: 'claude',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'Hi' }],
}

test('reads the Anthropic SDK’s streams: messages.stream() and create({ stream: true })', async () => {
  const { messages } = anthropicClient(answering(anthropicBody, 'text/event-stream'))
  const sources = [messages.stream(request), messages.create({ ...request, stream: true })]
  for (const source of sources) {
    const reading = await readAny(anthropicCodec, source)
    assert.equal(reading.stop.kind, 'calls', reading.stop.message)
    assert.equal(reading.text, 'Hello')
    assert.deepEqual(brief(reading.calls), calls)
    assert.deepEqual(reading.usage, { inputTokens: 10, outputTokens: 40 })
    assert.deepEqual(reading.messages[0]?.content, [
      { type: 'text', text: 'Hello' },
      { type: 'tool_use', id: 'a', name: 'f', input: { n: 1 } },
      { type: 'tool_use', id: 'b', name: 'f', input: { n: 2 } },
    ])
  }
})

test('reads what the Anthropic SDK makes of a stream: JSON lines, the final message, the raw response', async () => {
  const { messages } = anthropicClient(answering(anthropicBody, 'text/event-stream'))
  const lines = messages.stream(request).toReadableStream()
  const final = messages.stream(request).finalMessage()
  const raw = messages.create({ ...request, stream: true }).asResponse()
  for (const source of [lines, final, raw]) {
    const reading = await readAny(anthropicCodec, source)
    assert.deepEqual(brief(reading.calls), calls)
    assert.equal(reading.stop.kind, 'calls')
  }
})

test('an error event in the Anthropic SDK’s stream breaks the message', async () => {
  const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
  const body = namedEvents([start(), ...text(0, 'x'), error])
  const { messages } = anthropicClient(answering(body, 'text/event-stream'))
  const stream = await messages.create({ ...request, stream: true })
  const { stop: end } = await readAny(anthropicCodec, stream)
  assert.equal(end.kind, 'broken')
  assert.match(end.message, /Overloaded/)
})

test('an error status rejects with the SDK’s own error', async () => {
  const body = JSON.stringify({ type: 'error', error: { type: 'x', message: 'Slow down' } })
  const { messages } = anthropicClient(answering(body, 'application/json', 429))
  await assert.rejects(readSource(messages.create(request)), RateLimitError)
  const streaming = await readAny(anthropicCodec, messages.stream(request)).catch(
    (error: unknown) => error,
  )
  assert.ok(streaming instanceof RateLimitError)
})

const chatBody = dataEvents([
  chunk({ role: 'assistant', content: 'Hel' }),
  chunk({ content: 'lo' }),
  chunk({ tool_calls: [entry(0, 'a', 'f', '{"n":')] }),
  chunk({ tool_calls: [entry(0, undefined, undefined, '1}')] }),
  chunk({ tool_calls: [entry(1, 'b', 'f', '{"n":2}')] }),
  chunk({}, 'tool_calls'),
  usageChunk,
])

test('reads the OpenAI SDK’s streams: stream() and create({ stream: true }), and JSON lines', async () => {
  const fetch = answering(chatBody, 'text/event-stream')
  const { completions } = new OpenAI({ apiKey: 'none', maxRetries: 0, fetch }).chat
  const asked = { model: 'gpt', messages: [{ role: 'user' as const, content: 'Hi' }] }
  const sources = [
    completions.stream(asked),
    completions.create({ ...asked, stream: true }),
    completions.stream(asked).toReadableStream(),
    completions.create({ ...asked, stream: true }).asResponse(),
  ]
  for (const source of sources) {
    const reading = await readAny(chatCodec, source)
    assert.equal(reading.stop.kind, 'calls', reading.stop.message)
    assert.equal(reading.text, 'Hello')
    assert.deepEqual(brief(reading.calls), calls)
    assert.deepEqual(reading.usage, { inputTokens: 94, outputTokens: 48 })
  }
})

const items = [
  answer('1', 'Hello'),
  { ...functionCall('A', 'f', '{"n":1}'), call_id: 'a' },
  { ...functionCall('B', 'f', '{"n":2}'), call_id: 'b' },
] as const
const responsesBody = namedEvents([
  created,
  ...textEvents(0, items[0], 'Hel', 'lo'),
  ...callEvents(1, items[1], '{"n":', '1}'),
  ...callEvents(2, items[2], '{"n":2}'),
  ended(items),
] as { type: string }[])

test('reads the OpenAI SDK’s streams of responses, what its helper makes of them, and what it parses', async () => {
  const fetch = answering(responsesBody, 'text/event-stream')
  const { responses } = new OpenAI({ apiKey: 'none', maxRetries: 0, fetch })
  const asked = { model: 'gpt', input: 'Hi' }
  const whole = answering(JSON.stringify(ended(items).response), 'application/json')
  const parsing = new OpenAI({ apiKey: 'none', maxRetries: 0, fetch: whole }).responses
  const sources = [
    responses.stream(asked),
    responses.create({ ...asked, stream: true }),
    responses.create({ ...asked, stream: true }).asResponse(),
    responses.stream(asked).finalResponse(),
    parsing.create(asked),
    parsing.parse(asked),
  ]
  for (const source of sources) {
    const reading = await readAny(responsesCodec, source)
    assert.equal(reading.stop.kind, 'calls', reading.stop.message)
    assert.equal(reading.text, 'Hello')
    assert.deepEqual(brief(reading.calls), calls)
    assert.deepEqual(reading.messages, items)
    assert.deepEqual(reading.usage, { inputTokens: 120, outputTokens: 48 })
  }
})

test('an abort ends the reading of an SDK’s silent stream, and its request', async () => {
  for (const helper of [true, false]) {
    let sent: AbortSignal | null | undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) =>
        controller.enqueue(new TextEncoder().encode(namedEvents([start(), ...text(0, 'x')]))),
    })
    const headers = { 'content-type': 'text/event-stream' }
    const { messages } = anthropicClient(async (_url, init) => {
      sent = init?.signal
      return new Response(body, { headers })
    })
    const stream = helper ? messages.stream(request) : messages.create({ ...request, stream: true })
    const controller = new AbortController()
    const opened = await readSource(stream, controller.signal)
    assert.equal(opened.kind, 'events')
    setImmediate(() => controller.abort(new Error('enough')))
    await assert.rejects(async () => {
      for await (const event of opened.events) assert.ok(event)
    }, /enough/)
    assert.equal(sent?.aborted, true, helper ? 'messages.stream()' : 'create({ stream: true })')
  }
})
