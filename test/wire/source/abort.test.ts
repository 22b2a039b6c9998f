import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { readSource } from '../../../src/wire/source/read-source.ts'

/** A stream that sends some text and then says nothing any more. */
function silent(...texts: string[]): {
  body: ReadableStream<Uint8Array>
  cancelled: () => boolean
} {
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text))
    },
    cancel: () => {
      cancelled = true
    },
  })
  return { body, cancelled: () => cancelled }
}

/** Reads until the abort, which comes as soon as the source is waited for. */
async function readUntilAbort(source: unknown): Promise<{ seen: unknown[]; listeners: number }> {
  const controller = new AbortController()
  const { signal } = controller
  const seen: unknown[] = []
  const reason = new Error('enough')
  const reading = (async () => {
    const opened = await readSource(source, signal)
    assert.equal(opened.kind, 'events')
    for await (const event of opened.events) seen.push(event)
  })()
  setImmediate(() => controller.abort(reason))
  await assert.rejects(reading, reason)
  return { seen, listeners: getEventListeners(signal, 'abort').length }
}

test('an abort ends the wait for a silent body, and cancels it', async () => {
  const { body, cancelled } = silent('data: {"n":1}\n\n')
  const headers = { 'content-type': 'text/event-stream' }
  const { seen, listeners } = await readUntilAbort(new Response(body, { headers }))
  assert.deepEqual(seen, [{ n: 1 }])
  assert.equal(cancelled(), true)
  assert.equal(listeners, 0)
})

test('an abort ends the wait for the first byte', async () => {
  const { body, cancelled } = silent()
  assert.deepEqual((await readUntilAbort(body)).seen, [])
  assert.equal(cancelled(), true)
})

test('an abort ends the wait for an iterator that never answers, not even its return', async () => {
  let returned = false
  const deaf: AsyncIterable<unknown> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: () => {
        returned = true
        return new Promise(() => {})
      },
    }),
  }
  assert.equal((await readUntilAbort(deaf)).listeners, 0)
  assert.equal(returned, true)
})

test("an abort aborts an SDK stream's own request", async () => {
  const controller = new AbortController()
  async function* events(): AsyncGenerator<unknown> {
    yield { n: 1 }
    await new Promise(() => {})
  }
  const stream = { controller, [Symbol.asyncIterator]: events }
  assert.deepEqual((await readUntilAbort(stream)).seen, [{ n: 1 }])
  assert.equal(controller.signal.aborted, true)
})

test('an abort ends the wait for a promise; what comes late is cancelled', async () => {
  const { body, cancelled } = silent('data: {"n":1}\n\n')
  const late = Promise.withResolvers<Response>()
  const { listeners } = await readUntilAbort(late.promise)
  assert.equal(listeners, 0)
  late.resolve(new Response(body))
  await new Promise(setImmediate)
  assert.equal(cancelled(), true)
})

test('a signal that fired before lets nothing begin', async () => {
  const reason = new Error('before')
  const { body, cancelled } = silent('data: {"n":1}\n\n')
  await assert.rejects(readSource(body, AbortSignal.abort(reason)), reason)
  assert.equal(cancelled(), true)
})

test('a stream has a listener only while it is waited for', async () => {
  const { signal } = new AbortController()
  const listening = (): number => getEventListeners(signal, 'abort').length
  const chunks = Array.from({ length: 20 }, (_, n) => new TextEncoder().encode(`data: ${n}\n\n`))
  const opened = await readSource(Promise.resolve(ReadableStream.from(chunks)), signal)
  assert.equal(opened.kind, 'events')
  assert.equal(listening(), 0)
  for await (const event of opened.events) {
    assert.equal(typeof event, 'number')
    assert.equal(listening(), 0)
  }
  assert.equal(listening(), 0)
})

test('an abort while an error body is read is an abort', async () => {
  const { body } = silent('{"error": ')
  await readUntilAbort(new Response(body, { status: 500 }))
})

test('leaving the loop cancels the body', async () => {
  const { body, cancelled } = silent('data: {"n":1}\n\ndata: {"n":2}\n\n')
  const opened = await readSource(body)
  assert.equal(opened.kind, 'events')
  for await (const event of opened.events) {
    assert.deepEqual(event, { n: 1 })
    break
  }
  assert.equal(cancelled(), true)
})

test('the end mark ends the iteration although the connection stays open', async () => {
  const { body, cancelled } = silent('data: {"n":1}\n\ndata: [DONE]\n\n')
  const opened = await readSource(body)
  assert.equal(opened.kind, 'events')
  const seen: unknown[] = []
  for await (const event of opened.events) seen.push(event)
  assert.deepEqual(seen, [{ n: 1 }, '[DONE]'])
  // Cancelling would close a connection that the next request can use.
  assert.equal(cancelled(), false)
})
