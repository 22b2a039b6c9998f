import Anthropic from '@anthropic-ai/sdk'
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema'
import {
  begin,
  description,
  end,
  jsonSchema,
  lookUp,
  scriptedFetch,
  zod,
  zodSchema,
} from './scripted.mjs'

const { betaZodTool } = zod === undefined ? {} : await import('@anthropic-ai/sdk/helpers/beta/zod')

begin()
const client = new Anthropic({
  apiKey: 'no-key-needed',
  baseURL: 'http://127.0.0.1:9',
  fetch: scriptedFetch('anthropic'),
})
const tool = { name: 'look_up', description, run: async (input) => lookUp(input) }
const { content } = await client.beta.messages.toolRunner({
  model: 'scripted',
  max_tokens: 16_000,
  messages: [{ role: 'user', content: 'Look the records up.' }],
  tools: [
    zod === undefined
      ? betaTool({ ...tool, inputSchema: jsonSchema })
      : betaZodTool({ ...tool, inputSchema: zodSchema() }),
  ],
  // By default only what is new is sent, to a thread that the service keeps.
  thread: false,
})
end(content[0].text)
