import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aiSdk, type AiSdkCallOptions } from '../src/ai-sdk.ts'
import { tool, type AnyTool } from '../src/call/tool.ts'
import { createEngine } from '../src/turn/engine.ts'
import { call, finish, start } from './wire/support/ai-sdk-parts.ts'

const echo = tool({ name: 'echo', description: 'Echoes.', execute: () => 'x' }) as AnyTool
const engine = createEngine({ tools: [echo] })
const written = {
  type: 'function',
  name: 'echo',
  description: 'Echoes.',
  inputSchema: { type: 'object', properties: {} },
}

/** A language model that keeps what it is asked, and which of its methods. */
function fake(asked: [string, Record<string, unknown>][], provider = 'some.chat') {
  return {
    specificationVersion: 'v4',
    provider,
    modelId: 'm',
    doGenerate: async (options: Record<string, unknown>) => {
      asked.push(['doGenerate', options])
      return { content: [], finishReason: 'stop' }
    },
    doStream: async (options: Record<string, unknown>) => {
      asked.push(['doStream', options])
      return { stream: ReadableStream.from([...start, finish('stop')]), response: {} }
    },
  }
}

test('a request holds the call’s options, the prompt, the tools of both and the signal', async () => {
  const own = { type: 'provider', id: 'some.search', name: 'search', args: {} }
  const asked: [string, Record<string, unknown>][] = []
  const options: AiSdkCallOptions = { temperature: 0, tools: [own], resultImages: true }
  const { signal } = new AbortController()
  const request = { messages: [], tools: [echo], parallel: 'allow' as const, signal }
  await aiSdk.model(fake(asked), options).send(request)
  await aiSdk.model(fake(asked), { stream: false }).send({ ...request, parallel: 'forbid' })
  const [[first, streamed], [second, whole]] = asked as [(typeof asked)[0], (typeof asked)[0]]
  assert.equal(first, 'doStream')
  assert.deepEqual(streamed, {
    temperature: 0,
    prompt: [],
    tools: [own, written],
    abortSignal: signal,
  })
  assert.equal(second, 'doGenerate')
  const [system] = whole.prompt as { role: string; content: string }[]
  assert.equal(system?.role, 'system')
  assert.match(system?.content ?? '', /at most one tool call/)
})

test('images in results go to the providers that take them, or to whom the user says', () => {
  const photo = [{ type: 'image' as const, data: 'aGk=', mediaType: 'image/png' }]
  const timing = { receivedMs: 0, settledMs: 1, runMs: 1, waits: [] }
  const result = { id: 'a', name: 'f', status: 'ok' as const, attempts: 1, timing, content: photo }
  for (const [provider, options, type] of [
    ['anthropic.messages', {}, 'content'],
    ['google.generative-ai', {}, 'content'],
    ['openai.responses', {}, 'content'],
    ['openai.chat', {}, 'text'],
    ['openai.chat', { resultImages: true }, 'content'],
    ['anthropic.messages', { resultImages: false }, 'text'],
  ] as const) {
    const [message] = aiSdk.model(fake([], provider), options).codec.results([result]) as {
      content: { output: { type: string } }[]
    }[]
    assert.equal(message?.content[0]?.output.type, type, provider)
  }
})

test('what is no language model is refused', () => {
  for (const wrong of ['anthropic/claude', {}, null])
    assert.throws(() => aiSdk.model(wrong as never), /language model of the AI SDK/)
})

test('the pieces alone: tools, calls, results, answer', async () => {
  assert.deepEqual(aiSdk.tools(engine), [written])
  const content = [call('a', 'echo', '{}')]
  const [first] = aiSdk.calls({ content, finishReason: 'tool-calls' })
  assert.deepEqual(first, { id: 'a', name: 'echo', input: {} })
  assert.equal(aiSdk.calls({ content, finishReason: 'length' })[0]?.invalid?.reason, 'truncated')
  assert.throws(
    () => aiSdk.calls({ no: 1 }),
    /Expected a response with a result of the AI SDK, got/,
  )
  const stream = ReadableStream.from([...start, ...content, finish('tool-calls')])
  const { messages, report } = await aiSdk.answer(engine, Promise.resolve({ stream }))
  assert.deepEqual(messages[1], aiSdk.results(report.results)[0])
})
