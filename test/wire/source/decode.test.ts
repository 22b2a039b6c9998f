import assert from 'node:assert/strict'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { systemClock } from '../../../src/util/clock.ts'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { formats } from '../support/codecs.ts'
import { callChunk, chunk, entry } from '../support/chat-chunks.ts'
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
    await clock.advance(10_000)
    assert.equal((await read).stop.kind, 'calls')
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
