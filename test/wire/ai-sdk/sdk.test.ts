import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { createAgent } from '../../../src/agent/agent.ts'
import { aiSdk } from '../../../src/ai-sdk.ts'
import { content } from '../../../src/call/content.ts'
import { tool, type AnyTool } from '../../../src/call/tool.ts'
import { createModelServer, type ModelServer, type Script } from '../../../src/testing/index.ts'
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

const models: Readonly<Record<string, (server: ModelServer) => LanguageModelV4>> = {
  Anthropic: ({ url }) => createAnthropic({ apiKey: 'none', baseURL: `${url}/v1` })('claude'),
  'OpenAI Chat': ({ url }) => createOpenAI({ apiKey: 'none', baseURL: `${url}/v1` }).chat('gpt-4.1'),
  'OpenAI Responses': ({ url }) =>
    createOpenAI({ apiKey: 'none', baseURL: `${url}/v1` }).responses('gpt-5'),
}

async function serve(context: TestContext, says: Script): Promise<ModelServer> {
  const server = await createModelServer({ script: says })
  context.after(() => server.close())
  return server
}

for (const [name, modelOf] of Object.entries(models)) {
  for (const stream of [true, false])
    test(`an agent runs on ${name}’s provider (${stream ? 'streamed' : 'whole'})`, async (context) => {
      const server = await serve(context, script)
      const model = aiSdk.model(modelOf(server), { stream, maxOutputTokens: 1000, providerOptions: { openai: { store: false } } })
      const agent = createAgent({ engine: createEngine({ tools }), model, instructions: 'Be brief.' })
      const run = agent.run('How is customer 1234?')
      let reasoning = ''
      for await (const event of run) if (event.type === 'reasoning') reasoning += event.text
      const { text, outcome, turns, stats, messages } = await run.result
      console.log(JSON.stringify(messages, null, 1), JSON.stringify(server.requests[1]?.body), server.requests[1]?.error, reasoning, text, outcome, stats)
    })
}
