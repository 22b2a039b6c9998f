import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Anthropic } from '@anthropic-ai/sdk'
import { OpenAI } from 'openai'
import { answer } from '../../../src/agent/answer.ts'
import { callsIn } from '../../../src/agent/provider.ts'
import { tool } from '../../../src/call/tool.ts'
import { createModelServer } from '../../../src/testing/index.ts'
import { createEngine } from '../../../src/turn/engine.ts'
import { aiSdkCodec } from '../../../src/wire/ai-sdk/codec.ts'
import { anthropicCodec } from '../../../src/wire/anthropic/codec.ts'
import type { Codec } from '../../../src/wire/codec.ts'
import { geminiCodec } from '../../../src/wire/gemini/codec.ts'
import { chatCodec } from '../../../src/wire/openai-chat/codec.ts'
import { responsesCodec } from '../../../src/wire/openai-responses/codec.ts'
import { formats } from '../support/codecs.ts'

const look = tool({ name: 'look', reads: [], execute: () => 'seen' })
const engine = createEngine({ tools: [look] })
const call = { id: '1', type: 'function', function: { name: 'look', arguments: '{}' } }
const message = { role: 'assistant', content: null, tool_calls: [call] }
const choice = { index: 0, message, finish_reason: 'tool_calls' }
const completion = { id: 'x', object: 'chat.completion', choices: [choice] }
const part = { functionCall: { name: 'look', args: {} } }

const refused =
  (pattern: RegExp) =>
  (error: unknown): boolean =>
    (error as { code?: unknown }).code === 'unreadable_response' &&
    pattern.test((error as Error).message)

async function* streamOf(events: readonly unknown[], error?: Error): AsyncGenerator<unknown> {
  yield* events
  if (error !== undefined) throw error
}

describe('a part of a response, or what is around it, given in its place', () => {
  const cases: [name: string, codec: Codec<unknown>, given: unknown, expected: RegExp][] = [
    ['a message', chatCodec, message, /got \{"role":"assistant".* Pass the whole response, as/],
    ['words', chatCodec, { role: 'assistant', content: 'hi' }, /Pass the whole response/],
    ['a choice', chatCodec, choice, /Pass the whole response/],
    ['`withResponse`', chatCodec, { data: completion, response: {} }, /Pass its `data`\./],
    ['of axios', chatCodec, { data: completion, status: 200, headers: {} }, /Pass its `data`\./],
    ['an item', responsesCodec, { type: 'message', content: [] }, /Pass the whole response/],
    ['a candidate', geminiCodec, { content: { parts: [part] } }, /Pass the whole response/],
    ['a content', geminiCodec, { role: 'model', parts: [part] }, /Pass the whole response/],
    ['of a user', anthropicCodec, { role: 'user', content: [] }, /Pass the whole response/],
  ]
  for (const [name, codec, given, expected] of cases)
    it(`is refused: ${name}`, async () => {
      await assert.rejects(answer(codec, engine, given), refused(expected))
      assert.throws(() => callsIn(codec, given), refused(expected))
    })

  for (const codec of [...formats.map(([, one]) => one), aiSdkCodec as Codec<unknown>]) {
    it(`is refused, whatever it is: ${codec.name}`, async () => {
      for (const given of [{}, { hello: 'world' }, { role: 'tool', content: 'x' }])
        await assert.rejects(answer(codec, engine, given), refused(/^Expected a response with /))
    })

    it(`throws what the server says, if that is an error's body: ${codec.name}`, async () => {
      const given = { error: { message: 'bad key', type: 'auth' } }
      const expected =
        /^The provider answered with an error in the place of .*: bad key \(auth\)\.$/
      await assert.rejects(answer(codec, engine, given), refused(expected))
      await assert.rejects(answer(codec, engine, Promise.resolve(given)), refused(expected))
    })
  }

  it('leaves a response that a server did not finish as one that broke', async () => {
    const unfinished: [Codec<unknown>, object][] = [
      [chatCodec, { id: 'x', object: 'chat.completion', choices: [] }],
      [geminiCodec, { usageMetadata: {}, modelVersion: 'x' }],
      [anthropicCodec, { type: 'message', role: 'assistant', content: null, stop_reason: null }],
    ]
    for (const [codec, given] of unfinished)
      assert.equal((await answer(codec, engine, given)).stop.kind, 'broken')
  })
})

describe('a stream of another shape', () => {
  for (const [name, codec, samples] of formats)
    it(`is refused by ${name}, which says whose it is`, async () => {
      for (const [other, { name: entry }, [sample]] of formats)
        if (other !== name)
          await assert.rejects(
            answer(codec, engine, streamOf(sample?.events ?? [])),
            refused(new RegExp(`got a stream with a message of .*${entry.replace('-', '.')}`)),
            `${other} given to ${name}`,
          )
      assert.ok(samples.length > 0)
    })

  it('is refused where nobody knows it, with its first event', async () => {
    const given = streamOf([7, { role: 'user', content: 'x' }])
    await assert.rejects(answer(chatCodec, engine, given), refused(/such as \{"role":"user"/))
    await assert.rejects(answer(chatCodec, engine, [choice]), refused(/such as \{"index":0/))
  })

  for (const [name, codec, samples] of formats)
    it(`is not one of ${name} that broke, at any event`, async () => {
      for (const { events } of samples.slice(0, 5))
        for (let length = 0; length < Math.min(events.length - 1, 8); length += 1)
          for (const error of [undefined, new Error('terminated')]) {
            const given = streamOf(events.slice(0, length), error)
            assert.ok('stop' in (await answer(codec, engine, given)))
          }
    })

  it('is not a stream of an error, or of a heartbeat that broke', async () => {
    for (const event of [{ error: { message: 'overloaded' } }, { type: 'ping' }, {}])
      assert.equal((await answer(chatCodec, engine, streamOf([event]))).stop.kind, 'broken')
    const broken = streamOf([{ a: 1 }], new Error('terminated'))
    assert.equal((await answer(chatCodec, engine, broken)).stop.kind, 'broken')
  })
})

interface Helper {
  done(): Promise<void>
  once(name: never, heard: () => void): unknown
}

describe('a helper stream that has told its events to others', () => {
  const script = [{ text: 'Let me see.', calls: [{ name: 'look' }] }]
  const messages = [{ role: 'user' as const, content: 'q' }]
  const server = createModelServer({ script })
  const openaiClient = async () =>
    new OpenAI({ apiKey: 'none', baseURL: (await server).openaiBaseURL, maxRetries: 0 })
  const ways: [string, Codec<unknown>, () => Promise<Helper>][] = [
    [
      'Anthropic',
      anthropicCodec,
      async () => {
        const { anthropicBaseURL: baseURL } = await server
        const client = new Anthropic({ apiKey: 'none', baseURL, maxRetries: 0 })
        return client.messages.stream({ model: 'm', max_tokens: 9, messages })
      },
    ],
    [
      'Chat Completions',
      chatCodec,
      async () => (await openaiClient()).chat.completions.stream({ model: 'm', messages }),
    ],
    [
      'Responses',
      responsesCodec,
      async () => (await openaiClient()).responses.stream({ model: 'm', input: messages }),
    ],
  ]
  for (const [name, codec, open] of ways) {
    it(`is its whole response, once it has ended: ${name}`, async () => {
      const stream = await open()
      await stream.done()
      const { stop, text, report } = await answer(codec, engine, stream, { idleTimeoutMs: 1_000 })
      assert.deepEqual([stop.kind, text], ['calls', 'Let me see.'])
      assert.deepEqual(
        report.results.map(({ content }) => content),
        ['seen'],
      )
    })
  }

  it('is waited for, if it is under way', async () => {
    for (const [name, codec, open] of ways.slice(0, 2)) {
      const stream = await open()
      await new Promise<void>((resolve) =>
        stream.once((name === 'Anthropic' ? 'text' : 'content') as never, resolve),
      )
      const { stop, text } = await answer(codec, engine, stream)
      assert.deepEqual([stop.kind, text], ['calls', 'Let me see.'])
    }
  })

  it('rejects as it did', async () => {
    const client = new OpenAI({ apiKey: 'none', baseURL: 'http://127.0.0.1:9', maxRetries: 0 })
    const stream = client.chat.completions.stream({ model: 'm', messages })
    await stream.done().catch(() => {})
    await assert.rejects(answer(chatCodec, engine, stream), /Connection error/)
    await (await server).close()
  })
})
