import { createAnthropic } from '@ai-sdk/anthropic'
import { generateText, isStepCount, jsonSchema as schemaOf, tool } from 'ai'
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
const provider = createAnthropic({
  apiKey: 'no-key-needed',
  baseURL: 'http://127.0.0.1:9/v1',
  fetch: scriptedFetch('anthropic'),
})
const inputSchema = zod === undefined ? schemaOf(jsonSchema) : zodSchema()
const { text } = await generateText({
  model: provider('scripted'),
  tools: { look_up: tool({ description, inputSchema, execute: async (input) => lookUp(input) }) },
  prompt: 'Look the records up.',
  stopWhen: isStepCount(3),
})
end(text)
