import { createAgent, createEngine, tool } from 'fanfold'
import { anthropic } from 'fanfold/anthropic'
import Anthropic from '@anthropic-ai/sdk'
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

begin()
const inputSchema = zod === undefined ? jsonSchema : zodSchema()
const engine = createEngine({
  tools: [
    tool({
      name: 'look_up',
      description,
      inputSchema,
      reads: ({ n }) => `record/${n}`,
      execute: lookUp,
    }),
  ],
})
const client = new Anthropic({
  apiKey: 'no-key-needed',
  baseURL: 'http://127.0.0.1:9',
  fetch: scriptedFetch('anthropic'),
})
const model = anthropic.model(client, { model: 'scripted', max_tokens: 16_000, stream: false })
const { text } = await createAgent({ engine, model }).run('Look the records up.').result
end(text)
