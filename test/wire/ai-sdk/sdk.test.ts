import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider'
import { createAgent } from '../../../src/agent/agent.ts'
import { aiSdk } from '../../../src/ai-sdk.ts'
import { content } from '../../../src/call/content/content.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import {
  createModelServer,
  type ModelServer,
  type RecordedRequest,
  type Script,
} from '../../../src/testing/index.ts'
import { createEngine } from '../../../src/turn/engine.ts'

const tools = [
  tool({ name: 'echo', description: 'Echoes.', execute: (input) => JSON.stringify(input) }),
  tool({
    name: 'photo',
    execute: () => content('Here:', { type: 'image', data: 'aGk=', mediaType: 'image/png' }),
  }),
] as AnyTool[]
const calls = [
  { name: 'echo', input: { customerId: 1234, note: 'naïve 😀' } },
  { name: 'photo' },
  { name: 'gone' },
]
const script: Script = [
  { thinking: 'Let me see.', text: 'Looking.', calls },
  { text: 'All is well.' },
]

// OpenAI's Responses provider refers to what the service has stored unless it is told not to store.
const options = { maxOutputTokens: 1000, providerOptions: { openai: { store: false } } }

const models: Readonly<Record<string, (server: ModelServer) => LanguageModelV4>> = {
  Anthropic: ({ url }) => createAnthropic({ apiKey: 'none', baseURL: `${url}/v1` })('claude'),
  'OpenAI Chat': ({ url }) =>
    createOpenAI({ apiKey: 'none', baseURL: `${url}/v1` }).chat('gpt-4.1'),
  'OpenAI Responses': ({ url }) =>
    createOpenAI({ apiKey: 'none', baseURL: `${url}/v1` }).responses('gpt-5'),
}

async function serve(context: TestContext, says: Script): Promise<ModelServer> {
  const server = await createModelServer({ script: says })
  context.after(() => server.close())
  return server
}

/** What the second request says of the first reply and of the results, beside what all formats say alike. */
const written: Readonly<Record<string, readonly RegExp[]>> = {
  Anthropic: [
    /"thinking":"Let me see\.","signature":"fanfold-/,
    /"type":"tool_use","id":"toolu_1_1"/,
    /"tool_use_id":"toolu_1_2","content":\[\{"type":"text","text":"Here:"\},\{"type":"image"/,
    /"tool_use_id":"toolu_1_3","content":"Error: There is no tool named [^}]*"is_error":true/,
  ],
  'OpenAI Chat': [
    /"tool_calls":\[\{"id":"call_1_1"/,
    /"tool_call_id":"call_1_2","content":"Here:\\n\[An image/,
    /"tool_call_id":"call_1_3","content":"[^"]*[\\"]*error[\\"]*:/,
  ],
  'OpenAI Responses': [
    /"encrypted_content":"fanfold-/,
    /"type":"function_call_output","call_id":"call_1_2","output":\[[^\]]*"input_image"/,
    /"call_id":"call_1_3","output":"[^}]*Error: There is no tool named/,
  ],
}

for (const [name, modelOf] of Object.entries(models)) {
  for (const stream of [true, false])
    test(`an agent runs on ${name}’s provider (${stream ? 'streamed' : 'whole'})`, async (context) => {
      const server = await serve(context, script)
      const model = aiSdk.model(modelOf(server), { ...options, stream })
      const engine = createEngine({ tools })
      const run = createAgent({ engine, model, instructions: 'Be brief.' }).run('Well?')
      const { text, outcome, turns, stats, messages } = await run.result
      assert.equal(outcome, 'answered')
      assert.equal(text, 'All is well.')
      assert.equal(stats.callsPerTurn, 3)
      assert.ok(stats.inputTokens > 0 && stats.outputTokens > 0)
      assert.deepEqual(
        turns[0]?.results.map(({ status }) => status),
        ['ok', 'ok', 'failed'],
      )
      assert.deepEqual(
        messages.map(({ role }) => role),
        ['user', 'assistant', 'tool', 'assistant'],
      )
      const { body, error } = server.requests[1] as RecordedRequest
      assert.equal(error, undefined)
      const sent = JSON.stringify(body)
      for (const pattern of written[name] ?? []) assert.match(sent, pattern)
      assert.match(sent, /Be brief\./)
    })

  // The provider for Chat Completions holds all calls back until the stream has ended.
  if (name !== 'OpenAI Chat')
    test(`${name}’s provider: a call that only reads starts while the stream goes on`, async (context) => {
      const looks = [
        { name: 'look', input: { n: 1 } },
        { name: 'look', input: { n: 2 } },
      ]
      const server = await serve(context, [{ calls: looks, break: { call: 1, how: 'hang' } }])
      const started: unknown[] = []
      const look = tool({
        name: 'look',
        reads: [],
        execute: (input) => {
          started.push(input)
          run.cancel()
        },
      })
      const engine = createEngine({ tools: [look] as AnyTool[] })
      const run = createAgent({ engine, model: aiSdk.model(modelOf(server), options) }).run('Well?')
      assert.equal((await run.result).outcome, 'cancelled')
      assert.deepEqual(started, [{ n: 1 }])
    })

  test(`${name}’s provider: a stream that breaks is sent again, and nothing of it runs`, async (context) => {
    for (const how of ['close', 'end', 'error'] as const) {
      const server = await serve(context, [
        { calls, break: { call: 1, how } },
        { calls },
        { text: 'All is well.' },
      ])
      let ran = 0
      const echo = tool({ name: 'echo', execute: () => (ran += 1) })
      const engine = createEngine({ tools: [echo] as AnyTool[] })
      const run = createAgent({ engine, model: aiSdk.model(modelOf(server), options) }).run('Well?')
      assert.equal((await run.result).outcome, 'answered', how)
      assert.equal(server.requests.length, 3)
      assert.equal(ran, 1)
    }
  })

  test(`${name}’s provider: an error status rejects with the SDK’s own error`, async (context) => {
    const server = await serve(context, () => ({ status: 429, message: 'Too many requests' }))
    const engine = createEngine({ tools })
    const run = createAgent({ engine, model: aiSdk.model(modelOf(server), options) }).run('Well?')
    await assert.rejects(run.result, ({ cause }: Error) => {
      assert.equal((cause as { statusCode?: number }).statusCode, 429)
      return true
    })
  })

  test(`${name}’s provider: what doStream and doGenerate return is answered`, async (context) => {
    const server = await serve(context, script)
    const languageModel = modelOf(server)
    const engine = createEngine({ tools })
    const prompt: LanguageModelV4Prompt = [
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    ]
    const call = { ...options, prompt, tools: aiSdk.tools(engine) } as LanguageModelV4CallOptions
    for (const sent of [languageModel.doStream(call), languageModel.doGenerate(call)]) {
      const reply = await aiSdk.answer(engine, sent)
      assert.equal(reply.stop.kind, 'calls')
      const next = await languageModel.doGenerate({
        ...call,
        prompt: [...prompt, ...reply.messages],
      })
      assert.equal(next.finishReason.unified, 'stop')
    }
  })
}
