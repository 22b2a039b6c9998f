import { createAgent, createEngine, tool } from 'fanfold'
import { openai } from 'fanfold/openai'
import OpenAI from 'openai'
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
const client = new OpenAI({
  apiKey: 'no-key-needed',
  baseURL: 'http://127.0.0.1:9/v1',
  fetch: scriptedFetch('openai-chat'),
})
const model = openai.model(client, { model: 'scripted', stream: false })
const { text } = await createAgent({ engine, model }).run('Look the records up.').result
end(text)
