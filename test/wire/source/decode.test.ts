import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test, type TestContext } from 'node:test'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { systemClock } from '../../../src/util/clock.ts'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { geminiCodec } from '../../../src/wire/gemini/codec.ts'
import { formats } from '../support/codecs.ts'
import { callChunk, chunk, entry, usageChunk } from '../support/chat-chunks.ts'
import { decode } from '../../../src/wire/source/decode.ts'
import { readSource } from '../../../src/wire/source/read-source.ts'

const hour = 3_600_000

/** Events, and then silence: the connection is left open. */
async function* leftOpen(events: readonly unknown[], left: () => void): AsyncGenerator<unknown> {
  try {
    yield* events
    await new Promise(() => {})
  } finally {
    left()
  }
}

for (const [name, codec, samples] of formats)
  test(`${name}: the end of the message is told though the connection stays open`, async () => {
    const clock = virtualClock()
    const sample = samples.find(({ calls }) => calls.length > 0)
    const events = name === 'openai-chat' ? [...(sample?.events ?? []), '[DONE]'] : sample?.events
    const read = decode(
      leftOpen(events ?? [], () => {}),
      codec.decoder({}),
      clock,
    )
    assert.equal((await clock.run(read)).stop.kind, 'calls')
    // Gemini's format has no end but that of the connection.
    assert.ok(clock.now() <= (name === 'gemini' ? 60_000 : 5_000))
  })

test('a finish reason is enough: the counts are waited for, but not without end', async () => {
  const clock = virtualClock()
  const events = [callChunk(entry(0, 'a', 'f', '{}')), chunk({}, 'tool_calls')]
  let ended = false
  const read = decode(
    leftOpen(events, () => {}),
    chatCodec.decoder({}),
    clock,
  )
  void read.then(() => (ended = true))
  await clock.advance(4_000)
  assert.equal(ended, false)
  await clock.advance(2_000)
  assert.equal((await read).stop.kind, 'calls')
})

const words = { content: 'I shall pay.' }
const pay = { tool_calls: [entry(0, 'a', 'pay', '{"sum":5}')] }
const gemini = (parts: readonly object[], finishReason?: string): object => ({
  responseId: 'r',
  candidates: [
    { index: 0, content: { role: 'model', parts }, ...(finishReason && { finishReason }) },
  ],
})
const payPart = { functionCall: { name: 'pay', args: { sum: 5 } } }
const pauseMs = 50_000

/** A pause stands between the first and the second list. */
const early: readonly [string, typeof chatCodec | typeof geminiCodec, object[], unknown[]][] = [
  ['stop with the words', chatCodec, [chunk(words, 'stop')], [chunk(pay, 'tool_calls')]],
  ['stop with each piece', chatCodec, [chunk(words, 'stop')], [chunk(pay, 'stop'), '[DONE]']],
  [
    'stop before the words',
    chatCodec,
    [chunk({ role: 'assistant', content: '' }, 'stop'), chunk(words, 'stop')],
    [chunk(pay, 'stop')],
  ],
  ['stop with nothing', chatCodec, [chunk({ content: '' }, 'stop')], [chunk(pay, 'tool_calls')]],
  [
    'words behind the end',
    chatCodec,
    [chunk(words), chunk({}, 'stop'), chunk(words)],
    [chunk(pay, 'tool_calls')],
  ],
  [
    'tool_calls with each call',
    chatCodec,
    [chunk({ tool_calls: [entry(0, 'b', 'look', '{"n":1}')] }, 'tool_calls')],
    [chunk({ tool_calls: [entry(1, 'a', 'pay', '{"sum":5}')] }, 'tool_calls')],
  ],
  ['STOP with the words', geminiCodec, [gemini([{ text: 'I pay.' }], 'STOP')], [gemini([payPart])]],
  ['STOP with nothing', geminiCodec, [gemini([], 'STOP')], [gemini([payPart], 'STOP')]],
]

describe('an ending that is named early is none: more is waited for', () => {
  for (const [title, codec, before, after] of early)
    test(`${codec.name}: ${title}`, async () => {
      const clock = virtualClock()
      async function* late(): AsyncGenerator<unknown> {
        yield* before
        await new Promise<void>((resolve) => clock.setTimer(resolve, pauseMs, undefined))
        yield* after
      }
      const read = decode<unknown>(late(), codec.decoder({}), clock)
      await clock.advance(pauseMs + 10_000)
      const { stop, calls } = await read
      assert.equal(stop.kind, 'calls')
      assert.deepEqual(calls.at(-1)?.input, { sum: 5 })
    })
})

/** Nothing comes behind it, and the connection is left open. */
const ends: readonly [string, typeof chatCodec | typeof geminiCodec, object[]][] = [
  ['a chunk that only says why', chatCodec, [chunk(words), chunk({ content: '' }, 'stop')]],
  ['the same twice', chatCodec, [chunk(words), chunk({}, 'stop'), chunk({}, 'stop')]],
  ['the counts', chatCodec, [chunk(words, 'stop'), usageChunk]],
  ['a cut', chatCodec, [chunk(words, 'length')]],
  ['a cut', geminiCodec, [gemini([{ text: 'I pay.' }], 'MAX_TOKENS')]],
]

describe('an end behind which nothing comes is one', () => {
  for (const [title, codec, events] of ends)
    test(`${codec.name}: ${title}`, async () => {
      const clock = virtualClock()
      const read = decode<unknown>(
        leftOpen(events, () => {}),
        codec.decoder({}),
        clock,
      )
      await clock.advance(6_000)
      assert.notEqual((await read).stop.kind, 'broken')
    })
})

test('a message that may have named its ending early is taken as it is after a minute of silence', async () => {
  for (const [codec, event] of [
    [chatCodec, chunk({ ...words, ...pay }, 'stop')],
    [geminiCodec, gemini([payPart], 'STOP')],
  ] as const) {
    const clock = virtualClock()
    const read = decode<unknown>(
      leftOpen([event], () => {}),
      codec.decoder({}),
      clock,
    )
    assert.equal((await clock.run(read)).stop.kind, 'calls')
    assert.equal(clock.now(), 60_000)
  }
})

test('a finish reason before the arguments is no end: they are waited for', async () => {
  const clock = virtualClock()
  async function* late(): AsyncGenerator<unknown> {
    yield chunk({ tool_calls: [entry(0, 'a', 'f', '{"n":')] }, 'tool_calls')
    await new Promise<void>((resolve) => clock.setTimer(resolve, 60_000, undefined))
    yield callChunk(entry(0, undefined, undefined, '1}'))
    yield '[DONE]'
  }
  const read = decode(late(), chatCodec.decoder({}), clock)
  await clock.advance(70_000)
  assert.deepEqual((await read).calls[0]?.input, { n: 1 })
})

test('a stream that is silent for too long is broken, and let go of', async () => {
  const clock = virtualClock()
  let left = false
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(
        new TextEncoder().encode(`data: ${JSON.stringify(chunk({ content: 'I' }))}\n\n`),
      )
    },
    cancel: () => void (left = true),
  })
  const source = await readSource(stream, undefined, { clock, idleTimeoutMs: hour })
  assert.equal(source.kind, 'events')
  const read = decode(source.events, chatCodec.decoder({}), clock)
  await clock.advance(hour - 1)
  assert.equal(left, false)
  await clock.advance(1)
  const { stop } = await read
  assert.equal(stop.kind, 'broken')
  assert.match(stop.message, /nothing came for 3600 s/)
  assert.equal(left, true)
  assert.equal(clock.pendingTimers, 0)
})

test('a keep-alive is no silence', async () => {
  const clock = virtualClock()
  const encoder = new TextEncoder()
  let sent = 0
  const stream = new ReadableStream({
    async pull(controller) {
      await new Promise<void>((resolve) => clock.setTimer(resolve, hour * 0.9, undefined))
      sent += 1
      controller.enqueue(encoder.encode(sent < 5 ? ': keep-alive\n\n' : 'data: [DONE]\n\n'))
    },
  })
  const reading = readSource(stream, undefined, { clock, idleTimeoutMs: hour }).then(
    async (source) => {
      const events: unknown[] = []
      if (source.kind === 'events') for await (const event of source.events) events.push(event)
      return events
    },
  )
  await clock.advance(hour * 6)
  assert.deepEqual(await reading, ['[DONE]'])
})

test('over HTTP, a connection that its server leaves open is closed, and one that ends is kept', async (t) => {
  const { url, ended } = await serverThat(t, (response) => {
    response.write(`data: ${JSON.stringify(callChunk(entry(0, 'a', 'f', '{}')))}\n\n`)
    response.write(`data: ${JSON.stringify(chunk({}, 'tool_calls'))}\n\ndata: [DONE]\n\n`)
  })
  const source = await readSource(fetch(url))
  assert.equal(source.kind, 'events')
  const reading = await decode(source.events, chatCodec.decoder({}), systemClock)
  assert.equal(reading.stop.kind, 'calls')
  await ended
})

async function serverThat(
  t: TestContext,
  answer: (response: ServerResponse) => void,
): Promise<{ url: string; ended: Promise<void> }> {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.on('close', resolve)
    answer(response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.after(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, ended }
}
