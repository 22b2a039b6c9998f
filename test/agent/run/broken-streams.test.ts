import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createAgent } from '../../../src/agent/agent.ts'
import type { RunResult } from '../../../src/agent/contract.ts'
import { RunError } from '../../../src/agent/run/run-error.ts'
import { openai } from '../../../src/openai.ts'
import { virtualClock } from '../../../src/testing/virtual-clock.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import type { ChatMessage } from '../../../src/wire/openai-chat/message.ts'

const chunk = (delta: object, reason: string | null = null): object => ({
  choices: [{ index: 0, delta, finish_reason: reason }],
})
const sse = (...events: readonly object[]): string =>
  events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
const answer = (): Response =>
  new Response(sse(chunk({ role: 'assistant', content: 'Done.' }), chunk({}, 'stop')))

/** A body that is lost once these pieces of it have come. */
function lost(...pieces: readonly string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const left = [...pieces]
  return new ReadableStream({
    pull(controller) {
      const piece = left.shift()
      if (piece === undefined) controller.error(new TypeError('terminated'))
      else controller.enqueue(encoder.encode(piece))
    },
  })
}

/** An SDK's stream whose first step fails. */
async function* failing(error: Error): AsyncGenerator<object> {
  if (error !== undefined) throw error
  yield {}
}

function run(...responses: readonly (() => unknown)[]): {
  result: Promise<RunResult<ChatMessage>>
  requests(): number
} {
  const clock = virtualClock()
  let requests = 0
  const send = async (): Promise<unknown> => {
    const response = responses[Math.min(requests, responses.length - 1)]
    requests += 1
    return response?.()
  }
  const agent = createAgent({
    engine: createEngine({ tools: [], clock }),
    model: openai.chat.model(send as never, { model: 'm' }),
    idleTimeoutMs: 60_000,
  })
  return { result: clock.run(agent.run('Hi').result), requests: () => requests }
}

describe('a stream that breaks before its first event', () => {
  const eventStream = { headers: { 'content-type': 'text/event-stream' } }
  const error = { error: { message: 'Overloaded', code: 529 } }
  for (const [name, first] of Object.entries<() => unknown>({
    'whose connection is lost': () => new Response(lost(), eventStream),
    'whose connection is lost in the middle of the event': () => new Response(lost('data: {"cho')),
    'that ends with nothing in it': () => new Response('', eventStream),
    'that says nothing of its kind, and ends with nothing in it': () => new Response(null),
    'that is silent': () => new Response(new ReadableStream(), eventStream),
    'whose first event says that something failed': () => new Response(sse(error), eventStream),
    'of an SDK, which throws': () => failing(new Error('Overloaded')),
    'of JSON, which is cut off': () => new Response('{"choices": [{"ind'),
    'after some of it': () => new Response(lost(sse(chunk({ content: 'Half' }))), eventStream),
  }))
    test(`is asked for again: one ${name}`, async () => {
      const { result, requests } = run(first, answer)
      const { outcome, text } = await result
      assert.deepEqual([outcome, text, requests()], ['answered', 'Done.', 2])
    })

  test('as often as it is asked for ends the run as broken', async () => {
    const { result, requests } = run(() => new Response(lost(), eventStream))
    const { outcome, warnings } = await result
    assert.deepEqual([outcome, requests()], ['broken', 3])
    assert.deepEqual(warnings, ['No complete message came, so its calls were not run: terminated.'])
  })

  for (const [name, first] of Object.entries<() => unknown>({
    'a client that rejects': () => Promise.reject(new Error('refused')),
    'an error status': () => Response.json(error, { status: 529 }),
    'an error status that a lazy client learns of as it is read': () =>
      failing(Object.assign(new Error('No such key'), { status: 401 })),
    'an HTML page': () => new Response('<!doctype html><html><title>Sign in</title></html>'),
    'what is no source': () => 7,
  }))
    test(`is not ${name}: that ends the run`, async () => {
      const { result, requests } = run(first, answer)
      await assert.rejects(result, RunError)
      assert.equal(requests(), 1)
    })
})
